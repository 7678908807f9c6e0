"""What every page of the reader has in common: the services, who is signed in, and the head of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from litestar import Response
from litestar.di import NamedDependency

from contract.facilities import Feature
from server.services.bundle import Services
from server.services.faults import SignedOut
from server.services.inbox_threads import InboxThread
from server.services.residents import ResidentCaller
from server.web.forms import Realm, WebRequest, token_for
from server.web.pages import Pages
from server.web.words import zone

PATH: Final = "/reader"

COUNTING: Final = ("conversation.html", "news.html")
SAID: Final = {
    "sent": ("good", "approved", "Sent. The facility reads it first; where it stands is told below it."),
    "back": ("", "check", "Taken back. Nobody else will read it."),
    "late": ("wait", "clock", "It was too late to take it back: it was decided on already."),
    "accepted": ("good", "approved", "You are connected now. You can read each other and answer."),
    "declined": ("", "check", "Declined. They are told so, and can’t write to you."),
    "answered": ("wait", "clock", "This request is not waiting any more. Nothing was changed."),
    "blocked": ("", "check", "Blocked. Nothing more comes or goes between you, and they are not told."),
    "unblocked": ("", "check", "Not blocked any more."),
}
"""What just happened, by the word in the address; any other word says nothing."""


@dataclass(frozen=True)
class Table:
    """The reader as its pages use it."""

    services: Services
    pages: Pages
    realm: Realm

    def caller(self, request: WebRequest) -> ResidentCaller:
        """Who is signed in. Raises SignedOut."""
        token = request.cookies.get(self.realm.session_cookie)
        if not token:
            raise SignedOut
        return self.services.residents.whoami(token)

    def conversation(self, caller: ResidentCaller, contact_id: str) -> InboxThread:
        """One of their own conversations. Raises NotFound for any other."""
        return self.services.inbox.conversation(caller, contact_id)

    def has_news(self, caller: ResidentCaller) -> bool:
        """Whether their facility passes news on."""
        return Feature.NEWS in self.services.facilities.get(caller.resident.facility_id).features

    def show(
        self,
        request: WebRequest,
        caller: ResidentCaller,
        template: str,
        *,
        status: int = 200,
        **values: object,
    ) -> Response[str]:
        """A page with the reader's head; those on which something is written have a script that counts along."""
        facility = self.services.facilities.get(caller.resident.facility_id)
        show = self.pages.show_with_script if template in COUNTING else self.pages.show
        return show(
            f"reader/{template}",
            status=status,
            resident=caller.resident,
            facility=facility,
            zone=zone(facility.time_zone),
            csrf=token_for(self.realm.secret(request)),
            now=self.services.store.clock(),
            said=SAID.get(request.query_params.get("done", "")),
            **values,
        )


AtTable: TypeAlias = NamedDependency[Table]
Caller: TypeAlias = NamedDependency[ResidentCaller]
"""How handlers ask for both: by their names, `table` and `caller`."""
