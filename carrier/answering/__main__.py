"""Started by the carrier, on its pipe; see `carrier.voicemail.answerer`."""

from __future__ import annotations

from carrier.answering.process import main

if __name__ == "__main__":
    main()
