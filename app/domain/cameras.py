"""Why a camera gives no picture, or none worth having; each has its own sentence for the member."""

from __future__ import annotations

from enum import Enum


class CameraReason(Enum):
    """What stands in the way of a picture."""

    NONE_PLUGGED_IN = "none_plugged_in"
    IN_USE = "in_use"
    """By another program, which is named if it can be known."""
    NOT_ALLOWED = "not_allowed"
    UNPLUGGED = "unplugged"
    """The camera that was chosen is not there; it is waited for."""
    NO_PICTURE = "no_picture"
    """It was opened, or could not be, and sends nothing."""
    COVERED = "covered"
    """Pictures come and are black: a lid, or a setting that blocks cameras."""
    FROZEN = "frozen"
    """The same picture comes again and again."""
    BROKEN = "broken"
    """The system's answer about it makes no sense, or never comes."""
    STUCK = "stuck"
    """Its driver swallowed two readings and never gave them back: only pulling the plug helps."""
    NO_SUPPORT = "no_support"
    """This system lacks what reading any camera needs."""
