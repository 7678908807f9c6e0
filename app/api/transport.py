"""Sends requests and reads answers: the one place where HTTP becomes the client's own values and errors."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import DecodeError, HTTPError

from app.api.faults import to_error
from app.api.sockets import OpenSockets, RepeatBroken, TrackingAdapter
from app.api.upload_body import UploadBody
from app.domain.errors import ClientTooOld, GettingOutError, Offline, Refused, ServerFault
from contract import routes
from contract.problems import MEDIA_TYPE, FieldReason, Problem
from contract.server_info import CLIENT_VERSION

T = TypeVar("T")
JSON: Final = "application/json"
CONNECT_TIMEOUT_S: Final = 5.0
READ_TIMEOUT_S: Final = 20.0
BODY_TIMEOUT_S: Final = 60.0
"""An answer that comes in drops is given up after this long, though each drop is in time."""
MAX_ANSWER_BYTES: Final = 16_000_000
CHUNK_BYTES: Final = 65_536
UPLOAD_TIMEOUT_S: Final = 30.0
"""So long a piece of an upload may stand still; a slow line is not a broken one."""
PICTURE_TIMEOUT_S: Final = 300.0
"""A picture of 3 MB at 10 kB a second."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One request, without what every request has."""

    method: str
    route: str
    body: msgspec.Struct | None = None
    key: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    accept: str = JSON
    read_timeout_s: float | None = None
    upload: UploadBody | None = None


class Transport:
    """One server, one session token. Every thread has a connection of its own; `close` ends them all.

    Redirects are not followed, certificates are always checked, `.netrc` and cookies are not used, and neither
    address, body nor token ever stands in an error or a log.
    """

    def __init__(
        self,
        base_url: str,
        embedded_secret: str | None = None,
        *,
        read_timeout_s: float = READ_TIMEOUT_S,
        body_timeout_s: float = BODY_TIMEOUT_S,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._embedded_secret = embedded_secret
        self._read_timeout_s = read_timeout_s
        self._body_timeout_s = body_timeout_s
        self._token: str | None = None
        self._sockets = OpenSockets()
        self._local = threading.local()
        self._lock = threading.Lock()
        self._sessions: list[requests.Session] = []
        self._closed = False
        logging.getLogger("urllib3").setLevel(
            logging.ERROR
        )  # it logs whole addresses, with what was searched for

    @property
    def base_url(self) -> str:
        """The server's address without a slash at the end."""
        return self._base_url

    def set_token(self, token: str | None) -> None:
        """From the next request on this session token is sent, or none."""
        self._token = token

    def ask(
        self,
        kind: type[T],
        method: str,
        route: str,
        *,
        body: msgspec.Struct | None = None,
        key: str | None = None,
        params: Mapping[str, str | None] | None = None,
    ) -> T:
        """Send a request and read its answer as `kind`. `key` is the idempotency key."""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        with self._answer(_Call(method, route, body, key, given), self._session()) as response:
            content = self._read(response)
            if response.status_code == 204 or _media_type(response) != JSON:
                raise ServerFault(f"status {response.status_code} without JSON")
        return decode(content, kind)

    def tell(
        self,
        method: str,
        route: str,
        *,
        body: msgspec.Struct | None = None,
        key: str | None = None,
    ) -> None:
        """Send a request whose answer says no more than that it was done."""
        with self._answer(_Call(method, route, body, key), self._session()) as response:
            self._read(response)

    def upload(self, kind: type[T], route: str, upload: UploadBody) -> T:
        """Put bytes up piece by piece and read the answer as `kind`. Raises Cancelled if it is not wanted any more."""
        with self._answer(_Call("PUT", route, upload=upload), self._session()) as response:
            content = self._read(response)
            if _media_type(response) != JSON:
                raise ServerFault(f"status {response.status_code} without JSON")
        return decode(content, kind)

    def fetch(self, route: str, media_type: str) -> bytes:
        """Read an answer that is no JSON, whole."""
        with self._answer(_Call("GET", route, accept=media_type), self._session()) as response:
            content = self._read(response, PICTURE_TIMEOUT_S)
            if _media_type(response) != media_type:
                raise ServerFault(f"status {response.status_code} without {media_type}")
        return content

    @contextmanager
    def stream(
        self,
        route: str,
        media_type: str,
        headers: Mapping[str, str],
        read_timeout_s: float,
        sockets: OpenSockets,
    ) -> Iterator[requests.Response]:
        """An answer that does not end by itself, to be read piece by piece inside `reading`.

        It has a connection of its own, which `sockets` ends; made by `part_of_sockets`.
        """
        with self._new_session(sockets) as session:
            call = _Call("GET", route, headers=headers, accept=media_type, read_timeout_s=read_timeout_s)
            with self._answer(call, session) as response:
                if _media_type(response) != media_type:
                    raise ServerFault(f"status {response.status_code} without {media_type}")
                yield response

    def part_of_sockets(self) -> OpenSockets:
        """Connections that can be ended by themselves, and end with `close` too."""
        return OpenSockets(self._sockets)

    def close(self) -> None:
        """End all calls and streams, on whatever thread; theirs and later ones raise Offline."""
        self._closed = True
        self._sockets.shut()
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()

    @contextmanager
    def _answer(self, call: _Call, session: requests.Session) -> Iterator[requests.Response]:
        """The response to a request that was accepted; a refusal is raised as the error it means."""
        content = call.upload if call.body is None else _encode(call.body)
        connect_timeout_s = CONNECT_TIMEOUT_S if call.upload is None else UPLOAD_TIMEOUT_S
        with reading():
            if self._closed:
                raise Offline("closed")
            response = session.request(
                call.method,
                self._base_url + call.route,
                params=call.params,
                data=content,
                headers=self._headers(call, has_body=content is not None),
                timeout=(connect_timeout_s, call.read_timeout_s or self._read_timeout_s),
                allow_redirects=False,
                stream=True,
            )
        with response:
            if not 200 <= response.status_code < 300:
                raise _problem(response, self._read(response))
            yield response

    def _read(self, response: requests.Response, timeout_s: float | None = None) -> bytes:
        """The whole body; Offline if it breaks off or takes too long."""
        content = bytearray()
        ends_at = time.monotonic() + (timeout_s or self._body_timeout_s)
        with reading():
            while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
                content += chunk
                if len(content) > MAX_ANSWER_BYTES:
                    raise ServerFault("answer too large")
                if time.monotonic() > ends_at:
                    raise Offline("answer too slow")
        return bytes(content)

    def _headers(self, call: _Call, *, has_body: bool) -> dict[str, str]:
        headers = {
            "Accept": f"{call.accept}, {MEDIA_TYPE}",
            "User-Agent": f"GettingOut/{CLIENT_VERSION}",
            routes.CLIENT_VERSION: CLIENT_VERSION,
            **call.headers,
        }
        if has_body:
            headers["Content-Type"] = JSON if call.upload is None else call.upload.media_type
        if call.key is not None:
            headers[routes.IDEMPOTENCY_KEY] = call.key
        if self._embedded_secret is not None:
            headers[routes.EMBEDDED_SECRET] = self._embedded_secret
        token = self._token
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def _session(self) -> requests.Session:
        """The one of this thread."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._new_session(self._sockets)
            with self._lock:
                self._sessions.append(session)
            self._local.session = session
        return session

    def _new_session(self, sockets: OpenSockets) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # else .netrc would replace the token
        session.proxies.update(_proxies(self._base_url))
        adapter = TrackingAdapter(sockets, RepeatBroken())
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session


@contextmanager
def reading() -> Iterator[None]:
    """Whatever the network does in here is Offline; the cause is named by its type only."""
    try:
        yield
    except DecodeError as error:
        raise ServerFault(type(error).__name__) from None
    except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
        raise Offline(type(error).__name__) from None


def decode(content: bytes | str, kind: type[T]) -> T:
    """JSON as a value of the contract: lenient with what is new, strict with what is wrong. Raises ServerFault."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ServerFault(f"not a {kind.__name__}: {type(error).__name__}") from None


def _encode(body: msgspec.Struct) -> bytes:
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        name = next((name for name in body.__struct_fields__ if _has_surrogate(getattr(body, name))), None)
        raise Refused(name, FieldReason.FORBIDDEN_CHARACTER.value) from None


def _has_surrogate(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value)


def _problem(response: requests.Response, content: bytes) -> GettingOutError:
    """The error a refusal means. Only a problem body counts: a proxy's or portal's page ends no session."""
    status = response.status_code
    if _media_type(response) == MEDIA_TYPE:
        return to_error(decode(content, Problem))
    if status == 426:
        return ClientTooOld(None)
    return ServerFault(f"status {status}")


def _media_type(response: requests.Response) -> str:
    value: str = response.headers.get("Content-Type", "")
    return value.partition(";")[0].strip().lower()


def _proxies(base_url: str) -> dict[str, str]:
    """The system's proxies; a server on this computer is never asked through one."""
    if urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1"):
        return {}
    return get_environ_proxies(base_url)
