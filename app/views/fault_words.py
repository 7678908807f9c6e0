"""The plain sentence for everything that can go wrong for reasons outside the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors
from app.domain.errors import GettingOutError, StorageFaultKind
from app.widgets import fmt

translate = QCoreApplication.translate


def fault_words(error: GettingOutError) -> str:
    """What happened, that nothing is lost, what to do next; for any error a command can end with."""
    if isinstance(error, errors.Refused):
        return field_words(error.field, error.reason, error.limit)
    if isinstance(error, errors.QuotaReached):
        return quota_words(error)
    if isinstance(error, errors.Throttled):
        return throttled_words(error)
    if isinstance(error, errors.StorageFault):
        return storage_words(error)
    if isinstance(error, errors.NotEnoughFunds):
        return translate("FaultWords", "{missing} is missing.").format(missing=fmt.money(error.missing_cents))
    if isinstance(error, errors.PriceChanged):
        return translate("FaultWords", "The price is {price} by now.").format(
            price=fmt.money(error.price_cents)
        )
    if isinstance(error, errors.CannotAskNow):
        return cannot_ask_words(error)
    for kind, words in _simple_words().items():
        if isinstance(error, kind):
            return words
    return translate("FaultWords", "This did not work. Nothing is lost; please try again.")


def throttled_words(error: errors.Throttled) -> str:
    """From when on a further try is taken: the time of today, or the day."""
    if error.retry_at is None:
        return translate("FaultWords", "Too many tries. Wait a little, then try again; nothing is locked.")
    if fmt.local(error.retry_at).date() != fmt.today():
        words = translate(
            "FaultWords", "That is enough for now. You can try again from {time} on; nothing is locked."
        )
        return words.format(time=fmt.when(error.retry_at))
    return translate("FaultWords", "Too many tries. You can try again at {time}; nothing is locked.").format(
        time=fmt.clock(error.retry_at)
    )


def quota_words(error: errors.QuotaReached) -> str:
    """How many fit, and from when on there is room again."""
    if error.retry_at is None:
        return translate(
            "FaultWords",
            "There is room for {limit}, and all of it is taken. Remove one first, then try again.",
        ).format(limit=error.limit or 0)
    return translate(
        "FaultWords",
        "{limit} were sent already, which is all for now. Nothing is lost and nothing was charged; there is room"
        " again from {time} on.",
    ).format(limit=error.limit or 0, time=fmt.when(error.retry_at))


def cannot_ask_words(error: errors.CannotAskNow) -> str:
    """Which rule of the facility stands against asking, and what can be done."""
    if error.reason == "person_full":
        return translate(
            "FaultWords",
            "Nothing was sent: this person has as many connections as the facility allows ({limit}). They can"
            " make room themselves; try again after that.",
        ).format(limit=error.limit or 0)
    if error.reason == "family_full":
        return translate(
            "FaultWords",
            "Nothing was sent: you are connected with as many people there as the facility allows ({limit})."
            " End one of these connections first, then ask again.",
        ).format(limit=error.limit or 0)
    return translate(
        "FaultWords", "Nothing was sent: the facility takes no requests at present. Please try again later."
    )


def storage_words(error: errors.StorageFault) -> str:
    """What the disk did."""
    return {
        StorageFaultKind.FULL: translate(
            "FaultWords", "The disk is full. Nothing was sent and nothing is lost; make room, then try again."
        ),
        StorageFaultKind.DAMAGED: translate(
            "FaultWords", "What this computer kept is damaged. It was set aside, nothing was deleted."
        ),
        StorageFaultKind.IO: translate(
            "FaultWords",
            "This computer can't read or write GettingOut's own file. Nothing is lost; please try again.",
        ),
        StorageFaultKind.IN_USE: translate(
            "FaultWords", "GettingOut is already open with this account on this computer."
        ),
    }[error.kind]


def field_words(field: str | None, reason: str | None, limit: int | None) -> str:
    """Why a field was not accepted; `field` and `reason` are the contract's words."""
    if field == "code":
        return translate(
            "FaultWords", "This is not a voucher code. It has twelve signs; compare it with the paper."
        )
    if field == "phone" and reason == "wrong":
        return translate("FaultWords", "This is not a telephone number, such as +1 541 555 0100.")
    if field in ("password", "new", "current") and reason == "wrong":
        return translate("FaultWords", "This is not your present password.")
    if reason == "too_short":
        return translate("FaultWords", "At least {limit} characters are needed.").format(limit=limit or 1)
    if reason == "too_long":
        return translate("FaultWords", "This is too long; at most {limit} characters fit.").format(
            limit=limit or 0
        )
    words = {
        "missing": translate("FaultWords", "Please fill this in."),
        "empty": translate("FaultWords", "Please fill this in."),
        "not_an_email": translate("FaultWords", "This is not an email address, such as name@example.org."),
        "too_common": translate("FaultWords", "Many people use this password. Please choose another one."),
        "forbidden_character": translate("FaultWords", "There is a sign in it that can't be stored."),
        "character_too_complex": translate("FaultWords", "There is a sign in it made of too many parts."),
        "too_many_bytes": translate("FaultWords", "This is too long."),
    }
    return words.get(reason or "", translate("FaultWords", "This was not accepted. Please change it."))


def _simple_words() -> dict[type[GettingOutError], str]:
    return {
        errors.Offline: translate(
            "FaultWords", "There is no connection to the server. Check the network, then try again."
        ),
        errors.ServerFault: translate(
            "FaultWords", "The server has a fault of its own. Nothing is lost; please try again later."
        ),
        errors.ClientTooOld: translate(
            "FaultWords", "This program is too old for the server. Please install the present version."
        ),
        errors.ServerTooOld: translate(
            "FaultWords", "The server is older than this program and can't serve it yet."
        ),
        errors.SignedOut: translate("FaultWords", "You were signed out. Sign in again; your words are kept."),
        errors.WrongCredentials: translate(
            "FaultWords", "The email or the password is not right. Please check both."
        ),
        errors.CodeNeeded: translate("FaultWords", "This account asks for a code of its app as well."),
        errors.WrongCode: translate(
            "FaultWords",
            "This code does not open: it is mistyped, was used before, or is too old.",
        ),
        errors.EmailTaken: translate(
            "FaultWords", "There is an account with this email already. Sign in instead."
        ),
        errors.CannotWriteNow: translate("FaultWords", "This contact can't be written to now."),
        errors.NotReached: translate(
            "FaultWords", "Nobody can get it there now. Nothing was held or charged."
        ),
        errors.KeyReused: translate(
            "FaultWords", "This was sent before with other words. Look at the conversation first."
        ),
        errors.WrongState: translate("FaultWords", "Too late: it has moved on in the meantime."),
        errors.NotFound: translate("FaultWords", "It is not there any more."),
        errors.AlreadyContact: translate("FaultWords", "This person is on your list already."),
        errors.RefundWaits: translate(
            "FaultWords", "You asked for this before. Wait for the answer, or take that back first."
        ),
        errors.NotOffered: translate(
            "FaultWords", "This service takes no cards. You can pay in with a voucher."
        ),
        errors.VoucherUnknown: translate(
            "FaultWords", "This code is not known. Compare it with the paper, sign by sign."
        ),
        errors.VoucherUsed: translate("FaultWords", "This voucher was paid in before."),
        errors.SecretsUnavailable: translate(
            "FaultWords", "The keyring of this computer did not answer, so nothing can be kept here."
        ),
        errors.BackendFailed: translate(
            "FaultWords", "The part of the program that keeps your account did not start."
        ),
    }
