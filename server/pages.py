"""Every router of pages: the review console, the reader, the test provider's checkout, and their style."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from litestar import Request, Response, Router
from litestar.exceptions import HTTPException

from server.console.desk import PATH as CONSOLE
from server.console.router import console_router
from server.mail.demo_page import demo_mail_router
from server.payments.pages import checkout_router
from server.payments.test_provider import TestProvider
from server.reader.router import reader_router
from server.reader.table import PATH as READER
from server.services.bundle import Services
from server.web.assets import assets_router
from server.web.pages import Pages
from server.web.site import is_below, lost

Answer = Callable[[Request[Any, Any, Any], HTTPException], Response[Any]]


def page_routers(services: Services) -> list[Router]:
    """What the application adds to its JSON interface."""
    pages = Pages(services.settings.https)
    return [console_router(services, pages), reader_router(services, pages), *family_pages(services, pages)]


def family_pages(services: Services, pages: Pages | None = None) -> list[Router]:
    """Those that a family's own browser opens: the test provider's checkout, and the demo's mail."""
    pages = pages or Pages(services.settings.https)
    routers = [assets_router()]
    if services.settings.demo and services.settings.smtp_url is None:
        routers.append(demo_mail_router(services.settings.mail_folder, pages))
    provider = services.payments.provider
    if isinstance(provider, TestProvider):
        routers.append(checkout_router(provider, pages, https=services.settings.https))
    return routers


def with_pages(https: bool, otherwise: Answer) -> Answer:
    """Answers an address below console or reader that leads nowhere with a page of theirs; any other as `otherwise`."""
    pages = cache(partial(Pages, https))  # made when the first stranger comes

    def answer(request: Request[Any, Any, Any], fault: HTTPException) -> Response[Any]:
        home = next((one for one in (CONSOLE, READER) if is_below(one, request.url.path)), None)
        return otherwise(request, fault) if home is None else lost(pages(), home, fault)

    return answer
