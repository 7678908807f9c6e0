"""How strong a new password is, said while it is typed: by its length and a list of known-bad ones."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.views.sign_in_form import PASSWORD_LEAST
from contract.passwords import STRONG_FROM, Weakness, weakness

translate = QCoreApplication.translate


def strength_words(password: str) -> str:
    """One sentence; never the password itself."""
    count = len(password)
    if not count:
        return translate("PasswordWords", "At least {count} characters; length is what counts.").format(
            count=PASSWORD_LEAST
        )
    why = weakness(password)
    if why is Weakness.TOO_SHORT:
        return translate("PasswordWords", "{count} of at least {least} characters.").format(
            count=count, least=PASSWORD_LEAST
        )
    if why is Weakness.TOO_COMMON:
        return translate(
            "PasswordWords", "Weak: this is among the first that are tried. Please choose another one."
        )
    if why is Weakness.TOO_LONG:
        return translate("PasswordWords", "This is too long to be kept.")
    if count < STRONG_FROM:
        return translate(
            "PasswordWords", "Good: {count} characters. A few more words make it strong."
        ).format(count=count)
    return translate("PasswordWords", "Strong: {count} characters.").format(count=count)
