"""`python -m desktop.voice`: the voice engine, started by `supervisor.py` and by nobody else."""

from __future__ import annotations

from desktop.voice.command import main

raise SystemExit(main())
