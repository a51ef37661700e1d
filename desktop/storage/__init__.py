"""The encrypted cache: what the carrier said, what waits to leave, and what is shown of both."""
