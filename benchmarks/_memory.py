"""How much memory this process holds, as far as the system tells."""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def resident_mib() -> float:
    """Resident memory of this process; where the system does not tell, the most it ever was."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * resource.getpagesize() / 2**20
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
