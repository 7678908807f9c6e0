"""Where a person lets this program use the camera: the system's own page, or on Linux a group."""

from __future__ import annotations

import os
import sys

PAGES = {
    "win32": "ms-settings:privacy-webcam",
    "darwin": "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera",
}


def privacy_page() -> str | None:
    """The address that opens the system's page about cameras; None where there is none."""
    return PAGES.get(sys.platform)


def linux_group_hint(node: str = "/dev/video0") -> str | None:
    """The group whose members may open the node, if this user is not among them; None elsewhere and if unknown."""
    if not sys.platform.startswith("linux"):
        return None
    import grp

    try:
        group = os.stat(node).st_gid
        name = grp.getgrgid(group).gr_name
    except (OSError, KeyError):
        return "video"
    return None if group in (os.getegid(), *os.getgroups()) else name
