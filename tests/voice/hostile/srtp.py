"""SRTP (RFC 3711) that refuses nothing: any bytes are protected with the call's key, however wrong they are.

libsrtp takes no packet whose head is none, or whose number was used before; a hostile other side has no such
manners. Only AES_CM_128_HMAC_SHA1_80, and only numbers before the first time that they turn over.
"""

from __future__ import annotations

import base64
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from carrier.sip.sdp import Crypto

_TAG = 10
_ENCRYPTION, _AUTHENTICATION, _SALT = 0, 1, 2


class Protector:
    def __init__(self, crypto: Crypto) -> None:
        assert crypto.suite == "AES_CM_128_HMAC_SHA1_80"
        master = base64.b64decode(crypto.key)
        key, salt = master[:16], int.from_bytes(master[16:30], "big")

        def derived(label: int, length: int) -> bytes:
            return _stream(key, (salt ^ label << 48) << 16, bytes(length))

        self._key = derived(_ENCRYPTION, 16)
        self._authentication = derived(_AUTHENTICATION, 20)
        self._salt = int.from_bytes(derived(_SALT, 14), "big")

    def protect(self, head: bytes, payload: bytes) -> bytes:
        """`head` is at least twelve bytes, and stays in the clear."""
        sequence, ssrc = int.from_bytes(head[2:4], "big"), int.from_bytes(head[8:12], "big")
        start = self._salt << 16 ^ ssrc << 64 ^ sequence << 16
        packet = head + _stream(self._key, start, payload)
        return packet + hmac.digest(self._authentication, packet + bytes(4), "sha1")[:_TAG]


def _stream(key: bytes, start: int, data: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.CTR(start.to_bytes(16, "big"))).encryptor().update(data)
