"""`python -m desktop.decoding`: the decoder, started by `door`."""

from __future__ import annotations

import sys

from desktop.decoding.process import main

sys.exit(main())
