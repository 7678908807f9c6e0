"""Members, their sign-in and the devices they are signed in on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract import limits

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=limits.NAME_CHARACTERS)]
Email = Annotated[str, msgspec.Meta(min_length=3, max_length=limits.EMAIL_CHARACTERS)]
Password = Annotated[str, msgspec.Meta(max_length=limits.PASSWORD_MAX_CHARACTERS)]
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


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True):
    """Changing the password ends every other session."""

    current: Password
    new: Password


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The member's own account, as the member sees it."""

    id: str
    name: str
    email: str
    time_zone: str
    created_at: datetime


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a sign-in or registration. `token` is opaque, 256 bit, shown once, sent as `Bearer`."""

    token: str
    device_id: str
    account: Account


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in session; `current` is the one asking."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime
    current: bool


class Devices(msgspec.Struct, frozen=True, kw_only=True):
    """A page of devices, most recently used first."""

    items: tuple[Device, ...]
    next: str | None = None
