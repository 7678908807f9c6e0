"""Small secrets sealed for the database: unreadable and unchangeable without the key that lies outside it."""

from __future__ import annotations

import base64
import hmac
import os
from typing import Final

_NONCE_BYTES: Final = 16
_TAG_BYTES: Final = 32


class SealBroken(Exception):
    """What was kept is not what was sealed, or it was sealed for somebody else or with another key."""


def seal(key: bytes, owner: str, plain: str) -> str:
    """`plain` as text to be kept; `owner` names what it belongs to, and only that can open it again.

    HMAC-SHA256 in counter mode over a fresh nonce, then a tag over all of it (encrypt, then MAC). Meant for secrets of
    some dozen bytes, such as those of one-time codes.
    """
    nonce = os.urandom(_NONCE_BYTES)
    body = nonce + _mask(key, nonce, plain.encode())
    return base64.b64encode(body + _tag(key, owner, body)).decode()


def unseal(key: bytes, owner: str, kept: str) -> str:
    """What was sealed. Raises SealBroken."""
    try:
        sealed = base64.b64decode(kept, validate=True)
    except ValueError as fault:
        raise SealBroken from fault
    body, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    if len(body) < _NONCE_BYTES or not hmac.compare_digest(tag, _tag(key, owner, body)):
        raise SealBroken
    return _mask(key, body[:_NONCE_BYTES], body[_NONCE_BYTES:]).decode()


def _mask(key: bytes, nonce: bytes, data: bytes) -> bytes:
    pad = b"".join(
        hmac.digest(key, b"sealed pad" + nonce + count.to_bytes(4, "big"), "sha256")
        for count in range(-(-len(data) // 32))
    )
    return bytes(one ^ other for one, other in zip(data, pad, strict=False))


def _tag(key: bytes, owner: str, body: bytes) -> bytes:
    name = owner.encode()
    return hmac.digest(key, b"sealed tag%d:" % len(name) + name + body, "sha256")
