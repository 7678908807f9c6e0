"""Builds one part of the site: its router with the form check, and a page for everything that can go wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler, ExceptionHandlersMap

from server.objects.store import ObjectsAway
from server.services.faults import Forbidden, InvalidField, NotFound, SignedOut
from server.store.engine import DatabaseBusy
from server.web.forms import BrokenForm, ForeignForm, Form, Realm, WebRequest, form_of
from server.web.pages import Pages, go_to

LOG: Final = logging.getLogger(__name__)
_PLAIN_PATH: Final = re.compile(r"(/[A-Za-z0-9_-]+)+(\?[A-Za-z0-9_=&%.-]*)?")

LOOKS: Final = {
    "/review": {"style": "console.css", "name": "Review", "verb": "Go to Review"},
    "/reader": {"style": "reader.css", "name": "Messages", "verb": "Go to your messages"},
}
"""Whose style a page of trouble wears, by where that part of the site begins, and what it calls that place."""

FOREIGN: Final = (
    "This form could not be accepted",
    "It is too old, or it came from another page. Nothing was changed. Go back, load the page again, and "
    "repeat what you did.",
)
BROKEN: Final = (
    "This form could not be read",
    "Nothing was changed. Go back, load the page again, and repeat it.",
)
NOT_HERE: Final = ("There is nothing here", "This address leads nowhere, or to something you can’t see.")
NOT_YOURS: Final = (
    "This is not for your role",
    "Nothing was changed. Ask your manager if you think it should be.",
)
BUSY: Final = (
    "Too much at once",
    "The service is busy and nothing was changed. Go back and try again in a moment.",
)
FAULT: Final = (
    "Something went wrong on our side",
    "It was noted down so that it can be mended. Go back and try again; nothing was done twice.",
)
OTHERS: Final = (
    "That did not work",
    "Nothing was changed. Go back, load the page again, and repeat what you did.",
)


class Troubles:
    """Answers faults with pages of one realm; what somebody typed before being signed out is given back to them."""

    def __init__(self, pages: Pages, realm: Realm) -> None:
        self._pages = pages
        self._realm = realm

    def handlers(self) -> ExceptionHandlersMap:
        """Which fault is answered how."""
        return {
            SignedOut: self._signed_out,
            ForeignForm: lambda _request, _fault: self._page(403, FOREIGN),
            BrokenForm: lambda _request, _fault: self._page(400, BROKEN),
            Forbidden: lambda _request, _fault: self._page(403, NOT_YOURS),
            NotFound: lambda _request, _fault: self._page(404, NOT_HERE),
            InvalidField: lambda _request, _fault: self._page(404, NOT_HERE),  # an invented cursor or key
            DatabaseBusy: lambda _request, _fault: self._page(503, BUSY),
            ObjectsAway: lambda _request, _fault: self._page(503, BUSY),
            HTTPException: self._http,
            Exception: self._unexpected,
        }

    def _signed_out(self, request: WebRequest, _fault: Exception) -> Response[str]:
        drop = self._realm.drop(self._realm.session_cookie)
        home = self._realm.path
        form = form_of(request) if request.method == "POST" else Form({})
        kept = form.text("text") or form.text("note")
        if kept:
            page = give_back(
                self._pages,
                401,
                kept,
                "You were signed out",
                "It had been quiet for too long. Nothing was sent, and your words are here. Copy them, sign in, and "
                "paste them where they belong.",
                (f"{home}/sign-in", "Sign in"),
            )
            page.set_cookie(drop)
            return page
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked = way_back(home, there) if self._realm.leads_back and request.method == "GET" else home
        onward = f"?next={quote(asked, safe='/')}" if asked != home else ""
        return go_to(f"{home}/sign-in{onward}", cookie=drop)

    def _http(self, _request: WebRequest, fault: HTTPException) -> Response[str]:
        return lost(self._pages, self._realm.path, fault)

    def _unexpected(self, _request: WebRequest, fault: Exception) -> Response[str]:
        LOG.error("a page failed", exc_info=fault)
        return self._page(HTTPStatus.INTERNAL_SERVER_ERROR, FAULT)

    def _page(self, status: int, words: tuple[str, str]) -> Response[str]:
        return trouble(self._pages, self._realm.path, status, words)


def trouble(pages: Pages, home: str, status: int, words: tuple[str, str]) -> Response[str]:
    """The page of a part of the site that says what happened; `home` is where that part begins."""
    return pages.show(
        "trouble.html", status=status, heading=words[0], sentence=words[1], home=home, look=LOOKS.get(home)
    )


def lost(pages: Pages, home: str, fault: HTTPException) -> Response[str]:
    """The page for what no handler took, such as an address that leads nowhere."""
    return trouble(pages, home, fault.status_code, NOT_HERE if fault.status_code == 404 else OTHERS)


def is_below(home: str, path: str) -> bool:
    """Whether an address belongs to the part of the site that begins at `home`."""
    return path == home or path.startswith(f"{home}/")


def way_back(home: str, asked: str) -> str:
    """Where to go after signing in: a page of this realm, or its home; an address that is not ours leads nowhere."""
    is_ours = asked.startswith(f"{home}/") and not asked.startswith(f"{home}/sign-")
    return asked if is_ours and _PLAIN_PATH.fullmatch(asked) else home


def give_back(
    pages: Pages, status: int, kept: str, heading: str, sentence: str, onward: tuple[str, str]
) -> Response[str]:
    """A page with the words that could not be sent; `onward` is where to go on, and the verb for it."""
    return pages.show(
        "kept.html",
        status=status,
        kept=kept,
        heading=heading,
        sentence=sentence,
        onward=onward[0],
        verb=onward[1],
    )


def site(
    realm: Realm,
    pages: Pages,
    handlers: Sequence[ControllerRouterHandler],
    dependencies: Mapping[str, Provide],
) -> Router:
    """The router of one realm: every form is checked before any handler sees it."""

    async def check(request: Request[Any, Any, Any]) -> None:
        await realm.check(request)

    return Router(
        path=realm.path,
        route_handlers=handlers,
        before_request=check,
        dependencies=dict(dependencies),
        exception_handlers=Troubles(pages, realm).handlers(),
        include_in_schema=False,
    )
