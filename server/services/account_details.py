"""What members change of themselves: name, telephone, zone, language, notices; and their address, by a code."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import select, update

from contract.accounts import Account, AccountChange, EmailChange
from contract.events import EventKind
from contract.limits import LANGUAGE_CHARACTERS, NAME_CHARACTERS, PHONE_CHARACTERS
from contract.problems import FieldReason
from server.services import account_views, fields, mails, short_codes
from server.services.accounts import MemberCaller
from server.services.faults import EmailTaken, InvalidField, WrongCredentials
from server.services.mails import MailKind
from server.services.passwords import Passwords
from server.services.short_codes import Purpose
from server.services.throttle import MAIL_WISH, MEMBER_CODE, MEMBER_SIGN_IN, Throttle
from server.store.tables import members
from server.store.work import Store, Work

PHONE_LEAST_DIGITS: Final = 5
_PHONE: Final = re.compile(r"[+\d][\d\s()./x-]*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?")


class DetailsService:
    """The member's own details."""

    def __init__(self, store: Store, passwords: Passwords, throttle: Throttle) -> None:
        self._store = store
        self._passwords = passwords
        self._throttle = throttle

    def change(self, caller: MemberCaller, change: AccountChange) -> Account:
        """Changes what is given. Raises InvalidField, and then nothing is changed."""
        values = _values(change)
        found_by = {} if change.name is None else {"search_name": fields.folded(change.name)}
        with self._store.write() as work:
            if values:
                work.connection.execute(
                    update(members).where(members.c.id == caller.member_id).values(**values, **found_by)
                )
                work.log(
                    caller.actor,
                    "details changed",
                    ("member", caller.member_id),
                    what=" ".join(sorted(values)),
                )
                if values.get("notify_by_email") is False:
                    mails.drop(work, caller.member_id, MailKind.NEWS)
                tell_account(work, caller.member_id)
            return account_views.account(work.connection, caller.member_id, work.now)

    def ask_email(self, caller: MemberCaller, change: EmailChange) -> Account:
        """Sends a code to another address; asked again, only the last one counts.

        Raises InvalidField, WrongCredentials for the password, EmailTaken and Throttled.
        """
        address, email_key = fields.email(change.email)
        with self._store.read() as connection:
            found = select(members.c.email_key, members.c.password_hash).where(
                members.c.id == caller.member_id
            )
            own_key, encoded = connection.execute(found).one()
        self._throttle.charge(MEMBER_SIGN_IN, own_key)
        if not self._passwords.verify(encoded, change.password):
            raise WrongCredentials
        self._throttle.forgive(MEMBER_SIGN_IN, own_key)
        self._throttle.charge(MAIL_WISH, caller.member_id)
        with self._store.write() as work:
            _must_be_free(work, caller.member_id, email_key)
            short_codes.ask(work, caller.member_id, Purpose.EMAIL, address)
            mails.drop(work, caller.member_id, MailKind.CONFIRM_EMAIL)
            mails.ask(work, MailKind.CONFIRM_EMAIL, caller.member_id, address)
            work.log(caller.actor, "email change asked for", ("member", caller.member_id))
            tell_account(work, caller.member_id)
            return account_views.account(work.connection, caller.member_id, work.now)

    def confirm_email(self, caller: MemberCaller, code: str) -> Account:
        """The address that was asked for counts from now on. Raises WrongCode, EmailTaken and Throttled."""
        self._throttle.charge(MEMBER_CODE, caller.member_id)
        with self._store.write() as work:
            address = short_codes.use(work, self._store.key, caller.member_id, Purpose.EMAIL, code)
            email_key = fields.email_key(address)
            _must_be_free(work, caller.member_id, email_key)
            mails.tell(work, MailKind.EMAIL_CHANGED, caller.member_id)  # to the address it was
            short_codes.forget(work, caller.member_id, Purpose.RESET)  # it went to the address it was
            work.connection.execute(
                update(members)
                .where(members.c.id == caller.member_id)
                .values(email=address, email_key=email_key)
            )
            work.log(caller.actor, "email changed", ("member", caller.member_id))
            tell_account(work, caller.member_id)
            changed = account_views.account(work.connection, caller.member_id, work.now)
        self._throttle.forgive(MEMBER_CODE, caller.member_id)
        self._throttle.forgive(MAIL_WISH, caller.member_id)
        return changed


def tell_account(work: Work, member_id: str) -> None:
    """Word to the member's clients that something of the account is another thing now."""
    work.tell(member_id, EventKind.ACCOUNT_CHANGED.value, member_id)


def _values(change: AccountChange) -> dict[str, object]:
    values: dict[str, object] = {}
    if change.name is not None:
        values["name"] = fields.line("name", change.name, NAME_CHARACTERS)
    if change.phone is not None:
        values["phone"] = _phone(change.phone)
    if change.time_zone is not None:
        values["time_zone"] = fields.time_zone(change.time_zone)
    if change.language is not None:
        values["language"] = _language(change.language)
    for name in ("notify_on_computer", "notify_by_email"):
        if getattr(change, name) is not None:
            values[name] = getattr(change, name)
    return values


def _phone(typed: str) -> str:
    """A number as it is dialled, in any country's way of writing it; or none."""
    phone = fields.line("phone", typed, PHONE_CHARACTERS, required=False)
    if phone and (
        _PHONE.fullmatch(phone) is None or sum(sign.isdigit() for sign in phone) < PHONE_LEAST_DIGITS
    ):
        raise InvalidField("phone", FieldReason.WRONG)
    return phone


def _language(typed: str) -> str:
    language = fields.line("language", typed, LANGUAGE_CHARACTERS, required=False)
    if language and _LANGUAGE.fullmatch(language) is None:
        raise InvalidField("language", FieldReason.WRONG)
    return language


def _must_be_free(work: Work, member_id: str, email_key: str) -> None:
    taken = select(members.c.id).where(members.c.email_key == email_key, members.c.id != member_id)
    if work.connection.execute(taken).one_or_none() is not None:
        raise EmailTaken
