"""Why a contact can't be written to, in the same words wherever it is said."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.widgets import fmt

translate = QCoreApplication.translate


def cannot_write_words(reason: str, facility: str | None, since: datetime | None) -> str:
    """One sentence; `reason` is a `contract.contacts.CannotWrite` value, `since` is when it began."""
    if reason == "no_messages_at_facility" and facility:
        return translate("Reasons", "{facility} has no messages.").format(facility=fmt.isolate(facility))
    if since is not None and reason in _with_day():
        return _with_day()[reason].format(day=fmt.day(since))
    words = {
        "no_messages_at_facility": translate("Reasons", "The facility has no messages."),
        "not_accepted": translate("Reasons", "Has not answered your request to connect yet."),
        "declined": translate("Reasons", "Your request to connect was declined."),
        "ended": translate("Reasons", "You are not connected any more."),
        "blocked": translate("Reasons", "You blocked this contact."),
        "suspended": translate("Reasons", "Can't get messages at present."),
        "being_moved": translate("Reasons", "Being moved. You can write again after the arrival."),
        "released": translate("Reasons", "Was released."),
    }
    return words.get(reason, translate("Reasons", "Can't be written to at present."))


def given_name(name: str) -> str:
    """The first word of a name: “Write to Chidi”."""
    words = name.split()
    return words[0] if words else name


def _with_day() -> dict[str, str]:
    return {
        "not_accepted": translate("Reasons", "Has not answered your request to connect yet (sent {day})."),
        "being_moved": translate(
            "Reasons", "Being moved since {day}. You can write again after the arrival."
        ),
        "suspended": translate("Reasons", "Can't get messages since {day}."),
        "released": translate("Reasons", "Was released on {day}."),
    }
