"""Puts the console's pages together below /review."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from server.console.asking import AskingPages
from server.console.batch import BatchPages
from server.console.codes import CodePages
from server.console.colleagues import ColleaguePages
from server.console.desk import PATH, Desk
from server.console.door import DoorPages
from server.console.item import ItemPages
from server.console.live import LivePages
from server.console.log import LogPages
from server.console.numbers import NumberPages
from server.console.people import PeoplePages
from server.console.photos import PhotoPages
from server.console.queue import QueuePages
from server.console.requests import RequestPages
from server.console.rules import RulePages
from server.console.settings import SettingsPages
from server.console.word_lists import WordListPages
from server.services.bundle import Services
from server.services.staff import StaffCaller
from server.web.forms import Realm, WebRequest
from server.web.pages import Pages
from server.web.site import site


def console_router(services: Services, pages: Pages) -> Router:
    """The console on these services."""
    desk = Desk(services, pages, Realm(PATH, "gettingout_staff", services.settings.https, leads_back=True))

    def give_desk() -> Desk:
        return desk

    def give_caller(request: WebRequest) -> StaffCaller:
        return desk.caller(request)

    return site(
        desk.realm,
        pages,
        [
            DoorPages,
            CodePages,
            LivePages,
            BatchPages,
            LogPages,
            NumberPages,
            QueuePages,
            ItemPages,
            PhotoPages,
            RequestPages,
            SettingsPages,
            RulePages,
            AskingPages,
            WordListPages,
            PeoplePages,
            ColleaguePages,
        ],
        {
            "desk": Provide(give_desk, sync_to_thread=False),
            "caller": Provide(give_caller, sync_to_thread=True),
        },
    )
