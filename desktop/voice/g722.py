"""The loudness of G.722.

The codec works on 14 bits. pjsip shifts its 16-bit samples by two, the implementations that most phones and
gateways use (spandsp among them) by one: to them we would be 6 dB too soft, and they to us 6 dB too loud,
up to clipping. pjsip has a switch for it, which pjsua2 does not hand out; the wheel's library exports it on
Linux and macOS.
"""

from __future__ import annotations

import ctypes
import logging
import sys
from typing import Any

log = logging.getLogger(__name__)

SHIFT = 1


def match_others() -> bool:
    """Before the first call, after the endpoint was made. False where the switch can't be reached."""
    path = getattr(_library(), "__file__", None)
    if sys.platform == "win32" or path is None:
        return False
    try:
        switch = ctypes.CDLL(path).pjmedia_codec_g722_set_pcm_shift
    except (OSError, AttributeError):
        log.warning("the loudness of G.722 is pjsip's own")
        return False
    switch.argtypes = [ctypes.c_int]
    switch.restype = ctypes.c_int
    return bool(switch(SHIFT) == 0)


def _library() -> Any:
    import pjsua2 as pj

    return sys.modules.get("pjsua2._pjsua2") or getattr(pj, "_pjsua2", None)
