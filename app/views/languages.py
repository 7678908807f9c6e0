"""The languages that can be chosen: English everywhere, and those that mails are written in as well."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def language_choices() -> list[tuple[str, str]]:
    """Tag and words; the first is the computer's own. What a choice does not cover yet is said in its words."""
    return [
        ("", QCoreApplication.translate("Languages", "As on this computer")),
        ("en", "English"),
        ("es", QCoreApplication.translate("Languages", "Español (mails; the program itself is in English)")),
    ]
