"""Every path of the JSON interface, once; `{name}` parts are filled with `path`."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

SERVER: Final = "/v1/server"
OPENAPI: Final = "/v1/openapi.json"
ACCOUNTS: Final = "/v1/accounts"
ACCOUNT: Final = "/v1/account"
PASSWORD: Final = "/v1/account/password"
SESSIONS: Final = "/v1/sessions"
SESSION: Final = "/v1/sessions/current"
DEVICES: Final = "/v1/devices"
DEVICE: Final = "/v1/devices/{device_id}"
FACILITIES: Final = "/v1/facilities"
FACILITY: Final = "/v1/facilities/{facility_id}"
RESIDENTS: Final = "/v1/facilities/{facility_id}/residents"
CONTACTS: Final = "/v1/contacts"
CONTACT: Final = "/v1/contacts/{contact_id}"
BLOCK: Final = "/v1/contacts/{contact_id}/block"
READ_MARK: Final = "/v1/contacts/{contact_id}/read-mark"
MESSAGES: Final = "/v1/messages"
MESSAGE: Final = "/v1/messages/{message_id}"
WITHDRAWAL: Final = "/v1/messages/{message_id}/withdrawal"
BALANCE: Final = "/v1/balance"
MOVEMENTS: Final = "/v1/movements"
VOUCHERS: Final = "/v1/vouchers/redemptions"
EVENTS: Final = "/v1/events"

REVIEW: Final = "/review"
READER: Final = "/reader"

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
CLIENT_VERSION: Final = "GettingOut-Client"
"""Request header with the client's version, so that the server can say it is too old before anything else."""
EMBEDDED_SECRET: Final = "GettingOut-Embedded"
"""Request header with the embedded backend's secret: other programs of this computer can't use its JSON interface."""


def path(route: str, **parts: str) -> str:
    """The route with its parts filled in and quoted: `path(MESSAGE, message_id="…")`."""
    return route.format(**{name: quote(value, safe="") for name, value in parts.items()})
