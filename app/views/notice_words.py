"""What the one notice bar says for each notice, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.values import Notice, NoticeKind
from app.widgets import fmt
from app.widgets.notice import NoticeRole

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """Tone, icon, the bold first sentence, the rest, and the button's words ("" without a button)."""

    tone: NoticeRole
    icon: str
    title: str
    text: str
    action: str = ""


def notice_words(notice: Notice) -> NoticeWords:
    """What happened, that nothing is lost, what happens next."""
    if notice.kind is NoticeKind.OFFLINE:
        return _offline(notice)
    if notice.kind is NoticeKind.FACILITY_PAUSED:
        return _paused(notice)
    if notice.kind is NoticeKind.STORAGE_DAMAGED:
        return _damaged(notice)
    return _plain()[notice.kind]


def _offline(notice: Notice) -> NoticeWords:
    title = (
        translate("NoticeWords", "You are offline since {time}.").format(time=fmt.when(notice.since))
        if notice.since is not None
        else translate("NoticeWords", "You are offline.")
    )
    if notice.photos:
        text = _with_photo(notice.waiting)
    elif notice.waiting == 0:
        text = translate(
            "NoticeWords", "You can read and write; what you send leaves when the connection is back."
        )
    elif notice.waiting == 1:
        text = translate(
            "NoticeWords",
            "You can read and write; 1 message waits here and is sent once, when the connection is back.",
        )
    else:
        text = translate(
            "NoticeWords",
            "You can read and write; {count} messages wait here and are sent once, in this order, when the connection"
            " is back.",
        ).format(count=notice.waiting)
    return NoticeWords("wait", "offline", title, text, translate("NoticeWords", "Try Now"))


def _with_photo(messages: int) -> str:
    if messages == 0:
        return translate(
            "NoticeWords",
            "You can read and write; your photo waits here and is sent once, when the connection is back.",
        )
    if messages == 1:
        return translate(
            "NoticeWords",
            "You can read and write; 1 message and your photo wait here and are sent once, when the connection is"
            " back.",
        )
    return translate(
        "NoticeWords",
        "You can read and write; {count} messages and your photo wait here and are sent once, when the connection is"
        " back.",
    ).format(count=messages)


def _paused(notice: Notice) -> NoticeWords:
    name = fmt.isolate(notice.name or "")
    title = translate("NoticeWords", "{facility} is paused.").format(facility=name)
    text = notice.detail or translate("NoticeWords", "What you send is read afterwards.")
    return NoticeWords("wait", "pause", title, text)


def _damaged(notice: Notice) -> NoticeWords:
    title = translate("NoticeWords", "What this computer kept was damaged.")
    if not notice.is_whole:
        text = translate(
            "NoticeWords",
            "{count} unsent messages and photos were rescued, others may be in the file {file} only."
            " It was set aside, not deleted.",
        ).format(count=notice.waiting, file=notice.detail or "")
    elif notice.waiting:
        text = translate(
            "NoticeWords", "It was set aside, not deleted. {count} unsent messages and photos were rescued."
        ).format(count=notice.waiting)
    else:
        text = translate(
            "NoticeWords", "It was set aside, not deleted. Your messages load again from the server."
        )
    return NoticeWords("bad", "alert", title, text)


def _plain() -> dict[NoticeKind, NoticeWords]:
    try_now = translate("NoticeWords", "Try Now")
    return {
        NoticeKind.STORAGE_FULL: NoticeWords(
            "bad",
            "alert",
            translate("NoticeWords", "The disk is full."),
            translate(
                "NoticeWords", "What you write can't be kept now. Leave the window open and make room."
            ),
            try_now,
        ),
        NoticeKind.STORAGE_FAILS: NoticeWords(
            "bad",
            "alert",
            translate("NoticeWords", "This computer can't read or write GettingOut's own file."),
            translate(
                "NoticeWords",
                "What you write can't be kept now. Leave the window open, and see whether the disk can be written.",
            ),
            try_now,
        ),
        NoticeKind.STORAGE_IN_USE: NoticeWords(
            "wait",
            "alert",
            translate("NoticeWords", "GettingOut is open twice with this account."),
            translate(
                "NoticeWords", "This window keeps nothing on the computer. Close it and use the other one."
            ),
        ),
        NoticeKind.SIGNED_OUT: NoticeWords(
            "wait",
            "lock",
            translate("NoticeWords", "You were signed out elsewhere."),
            translate("NoticeWords", "Sign in again; what you wrote is kept."),
        ),
        NoticeKind.CLIENT_TOO_OLD: NoticeWords(
            "bad",
            "alert",
            translate("NoticeWords", "This program is too old for the server."),
            translate("NoticeWords", "What you write is kept here. Install the present version to send it."),
        ),
        NoticeKind.SERVER_TOO_OLD: NoticeWords(
            "wait",
            "alert",
            translate("NoticeWords", "The server is older than this program."),
            translate("NoticeWords", "What you write is kept here until it can be sent."),
            try_now,
        ),
        NoticeKind.BACKEND_FAILED: NoticeWords(
            "bad",
            "alert",
            translate("NoticeWords", "A part of the program did not start."),
            translate("NoticeWords", "You can read and write; sending waits. Nothing is lost."),
            try_now,
        ),
        NoticeKind.SERVER_FAULT: NoticeWords(
            "wait",
            "alert",
            translate("NoticeWords", "The server has a fault of its own."),
            translate("NoticeWords", "You can read and write; sending is tried again by itself."),
            try_now,
        ),
        NoticeKind.MEMORY_ONLY: NoticeWords(
            "wait",
            "alert",
            translate("NoticeWords", "Nothing is kept on this computer."),
            translate("NoticeWords", "Closing the program loses words that are not sent."),
        ),
        NoticeKind.CLOCK_WRONG: NoticeWords(
            "wait",
            "clock",
            translate("NoticeWords", "The clock of this computer is wrong."),
            translate("NoticeWords", "Times are shown by the server's clock. Please set yours."),
        ),
    }
