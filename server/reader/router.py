"""Puts the reader's pages together below /reader."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from server.reader.album import AlbumPages
from server.reader.conversation import ConversationPages
from server.reader.door import DoorPages
from server.reader.inbox import InboxPages
from server.reader.news import NewsPages
from server.reader.photos import PhotoPages
from server.reader.table import PATH, Table
from server.services.bundle import Services
from server.services.residents import ResidentCaller
from server.web.forms import Realm, WebRequest
from server.web.pages import Pages
from server.web.site import site


def reader_router(services: Services, pages: Pages) -> Router:
    """The reader on these services."""
    table = Table(services, pages, Realm(PATH, "gettingout_resident", services.settings.https))

    def give_table() -> Table:
        return table

    def give_caller(request: WebRequest) -> ResidentCaller:
        return table.caller(request)

    return site(
        table.realm,
        pages,
        [DoorPages, InboxPages, ConversationPages, NewsPages, AlbumPages, PhotoPages],
        {
            "table": Provide(give_table, sync_to_thread=False),
            "caller": Provide(give_caller, sync_to_thread=True),
        },
    )
