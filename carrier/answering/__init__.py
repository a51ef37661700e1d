"""The process that answers calls for voicemail: `python -m carrier.answering`. It alone owns pjsua2."""
