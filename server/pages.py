"""Every router of pages: the review console, the reader, and their style."""

from __future__ import annotations

from litestar import Router

from server.console.router import console_router
from server.reader.router import reader_router
from server.services.bundle import Services
from server.web.assets import assets_router
from server.web.pages import Pages


def page_routers(services: Services) -> list[Router]:
    """What the application adds to its JSON interface."""
    pages = Pages(services.settings.https)
    return [console_router(services, pages), reader_router(services, pages), assets_router()]
