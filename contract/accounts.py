"""Members, their sign-in and the devices they are signed in on."""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract import limits
from contract.moments import Moment

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=limits.NAME_CHARACTERS)]
Email = Annotated[str, msgspec.Meta(min_length=3, max_length=limits.EMAIL_CHARACTERS)]
Password = Annotated[str, msgspec.Meta(max_length=limits.PASSWORD_MAX_CHARACTERS)]
Code = Annotated[str, msgspec.Meta(max_length=limits.CODE_CHARACTERS)]
DeviceName = Annotated[str, msgspec.Meta(max_length=limits.DEVICE_NAME_CHARACTERS)]


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A new account. `email` is also the sign-in name; the password rule is length, plus a list of known-bad ones."""

    name: Name
    email: Email
    password: Password
    time_zone: str = "UTC"
    device_name: DeviceName = ""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a member signs in with."""

    email: Annotated[str, msgspec.Meta(max_length=limits.EMAIL_CHARACTERS)]
    password: Password
    device_name: DeviceName = ""
    code: Code = ""
    """From the member's app, or a recovery code; needed where two-factor codes are on (problem `code-needed`)."""


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True):
    """Changing the password ends every other session."""

    current: Password
    new: Password


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The member's own account, as the member sees it.

    `language` is a tag such as `es`; without one the computer's language counts. `pending_email` waits for its code.
    """

    id: str
    name: str
    email: str
    time_zone: str
    created_at: Moment
    phone: str = ""
    language: str = ""
    notify_on_computer: bool = True
    notify_by_email: bool = False
    pending_email: str | None = None
    two_factor: bool = False
    recovery_codes_left: int = 0


class AccountChange(msgspec.Struct, frozen=True, kw_only=True):
    """Changes what is given and leaves what is not."""

    name: Name | None = None
    phone: Annotated[str, msgspec.Meta(max_length=limits.PHONE_CHARACTERS)] | None = None
    time_zone: str | None = None
    language: Annotated[str, msgspec.Meta(max_length=limits.LANGUAGE_CHARACTERS)] | None = None
    notify_on_computer: bool | None = None
    notify_by_email: bool | None = None


class EmailChange(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for another address; it counts once the code that is sent there was typed in."""

    email: Email
    password: Password


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """A code that was sent or shown."""

    code: Code


class ResetRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has forgotten their password. The answer is the same whether there is an account or not."""

    email: Annotated[str, msgspec.Meta(max_length=limits.EMAIL_CHARACTERS)]


class PasswordReset(msgspec.Struct, frozen=True, kw_only=True):
    """Another password with the code from the mail; ends every session and opens none."""

    email: Annotated[str, msgspec.Meta(max_length=limits.EMAIL_CHARACTERS)]
    code: Code
    new: Password


class TwoFactorRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Begins with two-factor codes."""

    password: Password


class TwoFactorSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What the member's app needs: the secret to type, and the same as an address to paint as QR. Shown once."""

    secret: str
    address: str


class TwoFactorProof(msgspec.Struct, frozen=True, kw_only=True):
    """Password and a code together: for what would weaken the account."""

    password: Password
    code: Code


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Each opens once where the app is lost. Shown once; new ones make the old ones worthless."""

    codes: tuple[str, ...]


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a sign-in or registration. `token` is opaque, 256 bit, shown once, sent as `Bearer`."""

    token: str
    device_id: str
    account: Account


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in session; `current` is the one asking."""

    id: str
    name: str
    created_at: Moment
    last_used_at: Moment
    current: bool


class Devices(msgspec.Struct, frozen=True, kw_only=True):
    """A page of devices, most recently used first."""

    items: tuple[Device, ...]
    next: str | None = None
