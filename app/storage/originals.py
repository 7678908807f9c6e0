"""Files of the member that a photo was made of: read again only if they still are what they were."""

from __future__ import annotations

import hashlib
from pathlib import Path

from contract.limits import OPENED_FILE_BYTES


def read_original(path: str, sha256: str) -> bytes | None:
    """The file's bytes, None if it is gone, can't be read, or is another one by now."""
    try:
        file = Path(path)
        if file.stat().st_size > OPENED_FILE_BYTES:
            return None
        content = file.read_bytes()
    except (OSError, ValueError):
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
