"""What a file operation of ours met, in the client's words."""

from __future__ import annotations

import errno

from app.domain.errors import StorageFault, StorageFaultKind

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def disk_fault(error: OSError, what: str) -> StorageFault:
    """FULL if there is no room, else IO; `what` names our own file, for the log."""
    kind = StorageFaultKind.FULL if error.errno in _FULL else StorageFaultKind.IO
    return StorageFault(kind, f"{what}: {error.strerror or ''}")
