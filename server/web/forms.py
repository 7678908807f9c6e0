"""Forms that only our own pages can send: read once, checked for their origin and their token."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from litestar import Request
from litestar.datastructures import Cookie, State, UploadFile
from litestar.exceptions import HTTPException

TOKEN_FIELD: Final = "csrf"
TAKES_FILES: Final = "takes_files"
"""The option of a handler whose form may bring files."""

LONGEST_S: Final = 600.0
"""So long the body of a form may take, a photo on a slow line too; nobody holds a connection for ever."""

_MULTIPART: Final = "multipart/form-data"
_MOST_FIELDS: Final = 300
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
WebRequest = Request[object, object, State]


class ForeignForm(Exception):
    """The form came from elsewhere, or from a page of a session that is over; nothing was done."""


class BrokenForm(Exception):
    """The body is no form."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one form; a missing one reads as empty, of one sent twice the first counts."""

    fields: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)

    def file(self, name: str) -> bytes:
        """The bytes of a chosen file; empty when none was chosen, or on a page that takes none."""
        return self.files.get(name, b"")

    def text(self, name: str) -> str:
        """The field as typed."""
        return self.fields.get(name, "")

    def word(self, name: str) -> str:
        """The field without space around it, for choices and identifiers."""
        return self.text(name).strip()


@dataclass(frozen=True, slots=True)
class Realm:
    """One part of the site with its own sign-in: where it lives and how its cookies are called.

    With TLS the names begin with `__Host-`: the browser then refuses them from any other host or over plain HTTP.
    """

    path: str
    cookie: str
    secure: bool
    leads_back: bool = False
    """Whether signing in again leads to the page one was on."""

    @property
    def session_cookie(self) -> str:
        """Name of the cookie that holds the session's token."""
        return f"{self._prefix}{self.cookie}"

    @property
    def form_cookie(self) -> str:
        """Name of the cookie that ties the sign-in form, where there is no session yet, to this browser."""
        return f"{self._prefix}{self.cookie}_form"

    @property
    def _prefix(self) -> str:
        return "__Host-" if self.secure else ""

    def set(self, name: str, value: str) -> Cookie:
        """A cookie that scripts can't read, other sites can't send and closing the browser ends."""
        return Cookie(key=name, value=value, path="/", httponly=True, secure=self.secure, samesite="strict")

    def drop(self, name: str) -> Cookie:
        """The order to forget a cookie."""
        return Cookie(
            key=name, value="", path="/", max_age=0, httponly=True, secure=self.secure, samesite="strict"
        )

    def secret(self, request: WebRequest) -> str:
        """What this browser's forms are tied to: the session, else the sign-in form's cookie, else nothing."""
        return request.cookies.get(self.session_cookie) or request.cookies.get(self.form_cookie) or ""

    async def check(self, request: WebRequest) -> None:
        """Runs before every handler of the realm: a form that is not from our own page goes no further.

        Raises ForeignForm or BrokenForm. The fields are kept for `form_of`.
        """
        if request.method in _SAFE_METHODS:
            return
        if not _is_own(request):
            raise ForeignForm
        try:
            async with asyncio.timeout(LONGEST_S):
                form = await _read(request)
        except TimeoutError:
            raise BrokenForm from None
        secret = self.secret(request)
        if not secret or not hmac.compare_digest(token_for(secret).encode(), form.word(TOKEN_FIELD).encode()):
            raise ForeignForm
        request.state.form = form


def form_of(request: WebRequest) -> Form:
    """The fields that `Realm.check` read; named `form` in the handlers."""
    form: Form = request.state.form
    return form


def new_secret() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def token_for(secret: str) -> str:
    """The token every form of this cookie carries; whoever reads a page learns nothing of the cookie from it."""
    return hmac.new(secret.encode(), b"form", sha256).hexdigest()


def _is_own(request: WebRequest) -> bool:
    """Whether the browser says the form comes from this very site; old ones say nothing, then the token decides."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc == request.headers.get("host", "")


async def _read(request: WebRequest) -> Form:
    """The form; with files only where the page takes them (`opt={TAKES_FILES: True}`)."""
    content_type = request.headers.get("content-type", "")
    if _media_type(content_type) == _MULTIPART and request.route_handler.opt.get(TAKES_FILES):
        try:
            parts = await request.form()
        except (HTTPException, ValueError) as fault:
            if isinstance(fault, HTTPException) and fault.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise
            raise BrokenForm from fault
        fields: dict[str, str] = {}
        files: dict[str, bytes] = {}
        for name, value in parts.multi_items():
            if isinstance(value, UploadFile):
                files.setdefault(name, await value.read())
            else:
                fields.setdefault(name, str(value))
        return Form(fields, files)
    return _parse(await request.body(), content_type)


def _media_type(content_type: str) -> str:
    return content_type.split(";", maxsplit=1)[0].strip().lower()


def _parse(body: bytes, content_type: str) -> Form:
    if _media_type(content_type) != "application/x-www-form-urlencoded":
        raise BrokenForm
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as fault:  # not ASCII, not UTF-8 beneath the percent signs, or too many fields
        raise BrokenForm from fault
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return Form(fields)
