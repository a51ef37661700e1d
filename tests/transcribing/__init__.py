"""Words of recordings, by the real library and a small real model."""
