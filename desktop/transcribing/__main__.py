"""`python -m desktop.transcribing`: the recogniser, started by `door`."""

from __future__ import annotations

import sys

from desktop.transcribing.process import main

sys.exit(main())
