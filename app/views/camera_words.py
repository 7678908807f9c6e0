"""What is said where the camera's picture would be: what happened, what to do, what the program does by itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.camera.privacy import linux_group_hint, privacy_page
from app.camera.states import Advice, CameraReason, CameraState, CameraStatus
from app.widgets import fmt

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class CameraWords:
    """`waiting` is what the program does by itself ("" for nothing), `short` stands beside the camera's name.

    `has_settings`: a page of the system's settings helps, and `privacy_page()` opens it.
    """

    title: str
    text: str = ""
    waiting: str = ""
    short: str = ""
    has_settings: bool = False


def camera_words(status: CameraStatus) -> CameraWords:
    """For every state, also for a LIVE one whose picture is covered or frozen."""
    if status.state in (CameraState.OFF, CameraState.ASKING, CameraState.OPENING):
        return _of_start(status)
    if status.state is CameraState.LIVE and status.reason is None:
        return CameraWords(translate("CameraWords", "The camera is on"))
    if status.state is CameraState.DENIED or status.reason is CameraReason.NOT_ALLOWED:
        return _not_allowed(status)
    if status.reason is CameraReason.IN_USE:
        return _in_use(status)
    if status.reason is CameraReason.UNPLUGGED:
        return _unplugged(status)
    if status.reason is CameraReason.NO_PICTURE or status.state is CameraState.STALLED:
        return _no_picture(status)
    return _of_reason(status.reason)


def advice_words(advice: Advice) -> str:
    """One sentence for whoever is about to take a photo."""
    return {
        Advice.TOO_DARK: translate("CameraWords", "Quite dark. Turn towards a window or a lamp."),
        Advice.HOLD_STILL: translate("CameraWords", "Hold still."),
        Advice.COVERED: translate("CameraWords", "The picture is black. Is something over the camera?"),
        Advice.FROZEN: translate(
            "CameraWords", "The picture stands still. Unplug the camera and plug it in again."
        ),
    }[advice]


def _of_start(status: CameraStatus) -> CameraWords:
    if status.state is CameraState.OFF:
        return CameraWords(
            translate("CameraWords", "The camera is off"), short=translate("CameraWords", "off")
        )
    if status.state is CameraState.ASKING:
        return CameraWords(
            translate("CameraWords", "May GettingOut use the camera?"),
            translate(
                "CameraWords",
                "Your computer asks this in a window of its own. Nothing is taken or sent until you press the button.",
            ),
            translate("CameraWords", "Waiting for your answer"),
            translate("CameraWords", "asking"),
        )
    starting = translate("CameraWords", "starting")
    if status.slow:
        return CameraWords(
            translate("CameraWords", "The camera is still starting…"),
            translate("CameraWords", "Some cameras take half a minute. You can choose a file meanwhile."),
            translate("CameraWords", "The picture appears by itself"),
            starting,
        )
    return CameraWords(translate("CameraWords", "Starting the camera…"), short=starting)


def _not_allowed(status: CameraStatus) -> CameraWords:
    short = translate("CameraWords", "not allowed")
    title = translate("CameraWords", "GettingOut may not use the camera")
    # Denied by the system's own question, it is asked again only when somebody tries again.
    is_denied = status.state is CameraState.DENIED
    again = "" if is_denied else translate("CameraWords", "Looking again every few seconds")
    if privacy_page() is not None:
        text = (
            translate(
                "CameraWords",
                "Open the settings and allow “Let desktop apps access your camera”. The picture then appears here.",
            )
            if sys.platform == "win32"
            else translate(
                "CameraWords",
                "Open the settings and allow the camera for GettingOut. Then come back and try again.",
            )
        )
        return CameraWords(title, text, again, short, has_settings=True)
    node = f"/dev/video{status.camera.index}" if status.camera and status.camera.index is not None else None
    group = linux_group_hint(node) if node else None
    text = (
        translate(
            "CameraWords",
            "Your user is not in the group “{group}”. Whoever looks after this computer can add it; then sign in to"
            " the computer again.",
        ).format(group=group)
        if group
        else translate(
            "CameraWords",
            "A rule of this computer keeps the camera from it. Whoever looks after this computer can change that.",
        )
    )
    return CameraWords(title, text, again, short)


def _in_use(status: CameraStatus) -> CameraWords:
    waiting = translate("CameraWords", "Looking again every few seconds")
    short = translate("CameraWords", "in use elsewhere")
    if status.holder:
        return CameraWords(
            translate("CameraWords", "{program} is using the camera").format(
                program=fmt.isolate(status.holder)
            ),
            translate(
                "CameraWords",
                "Close it, or end its video call. The picture appears here by itself as soon as the camera is free.",
            ),
            waiting,
            short,
        )
    return CameraWords(
        translate("CameraWords", "Another program is using the camera"),
        translate(
            "CameraWords",
            "Close programs that make video calls, such as a meeting in a browser tab. The picture appears here by"
            " itself as soon as the camera is free.",
        ),
        waiting,
        short,
    )


def _unplugged(status: CameraStatus) -> CameraWords:
    waiting = translate("CameraWords", "Waiting for the camera")
    short = translate("CameraWords", "not connected")
    if status.state is CameraState.LOST:
        title = translate("CameraWords", "The camera was unplugged")
        text = translate("CameraWords", "Plug it in again, and the picture comes back by itself.")
        return CameraWords(title, text, waiting, short)
    title = (
        translate("CameraWords", "{camera} is not connected").format(camera=fmt.isolate(status.camera.name))
        if status.camera is not None
        else translate("CameraWords", "The camera you used last is not connected")
    )
    text = translate(
        "CameraWords", "Plug it in, and the picture appears by itself. You can use another camera, or a file."
    )
    return CameraWords(title, text, waiting, short)


def _no_picture(status: CameraStatus) -> CameraWords:
    waiting = translate("CameraWords", "Trying again by itself")
    short = translate("CameraWords", "no picture")
    if status.camera is not None and status.camera.address is not None:
        return CameraWords(
            translate("CameraWords", "{camera} sends no picture").format(
                camera=fmt.isolate(status.camera.name)
            ),
            translate("CameraWords", "Check that it is switched on and that this computer can reach it."),
            waiting,
            short,
        )
    return CameraWords(
        translate("CameraWords", "No picture arrives from the camera"),
        translate(
            "CameraWords",
            "If it stays so, unplug the camera and plug it in again, best without a hub between.",
        ),
        waiting,
        short,
    )


def _of_reason(reason: CameraReason | None) -> CameraWords:
    again = translate("CameraWords", "Trying again by itself")
    words = {
        CameraReason.NONE_PLUGGED_IN: CameraWords(
            translate("CameraWords", "No camera is connected"),
            translate(
                "CameraWords", "Plug one in, and its picture appears here. Or choose a photo from a file."
            ),
            translate("CameraWords", "Waiting for a camera"),
            translate("CameraWords", "none"),
        ),
        CameraReason.COVERED: CameraWords(
            translate("CameraWords", "The picture is black"),
            translate(
                "CameraWords",
                "Look for a lid, a tape or a key that covers the camera. A privacy setting can do the same.",
            ),
            short=translate("CameraWords", "black"),
            has_settings=privacy_page() is not None,
        ),
        CameraReason.FROZEN: CameraWords(
            translate("CameraWords", "The picture stands still"),
            translate(
                "CameraWords", "Unplug the camera and plug it in again. The picture comes back by itself."
            ),
            short=translate("CameraWords", "stands still"),
        ),
        CameraReason.STUCK: CameraWords(
            translate("CameraWords", "The camera does not answer any more"),
            translate(
                "CameraWords",
                "Unplug it and plug it in again. If it is built in, close GettingOut and open it again; your drafts"
                " are kept.",
            ),
            translate("CameraWords", "Waiting for the camera"),
            translate("CameraWords", "does not answer"),
        ),
        CameraReason.NO_SUPPORT: CameraWords(
            translate("CameraWords", "This computer lacks what cameras need"),
            translate(
                "CameraWords",
                "Some editions of Windows come without it: install the Media Feature Pack under “Optional features”.",
            )
            if sys.platform == "win32"
            else translate(
                "CameraWords",
                "A part of the program can't be loaded here. Choose a photo from a file instead.",
            ),
            short=translate("CameraWords", "not supported"),
        ),
    }
    did_not_start = CameraWords(
        translate("CameraWords", "The camera did not start"),
        translate("CameraWords", "Unplug it and plug it in again, or choose a photo from a file."),
        again,
        translate("CameraWords", "did not start"),
    )
    return words.get(reason, did_not_start) if reason is not None else did_not_start
