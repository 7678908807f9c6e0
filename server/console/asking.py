"""Who may ask to be connected with people of a facility, with how many, and who approves it first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.facilities import ContactRules
from server.console import manager
from server.console.desk import AtDesk, Caller, Desk
from server.services.facilities import MOST_CONTACTS, WHO_CHARACTERS
from server.services.faults import InvalidField
from server.services.managing import FacilitySettings
from server.services.staff import StaffCaller
from server.web.fault_words import sentence, whole_number
from server.web.forms import Form, WebRequest, form_of

CAPS: Final = (
    ("most_per_person", "Connections per person here, at most"),
    ("most_per_family", "People here per family, at most"),
)
_WRONG: Final = f"Type a whole number from 1 to {MOST_CONTACTS:,}, or leave it empty for no limit."


class AskingPages(Controller):
    """One form; what is connected or asked already stays as it is."""

    path = "/manage/{facility_id:str}/asking"

    @get("/", sync_to_thread=True)
    def read(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """The rules as they are now."""
        return self._page(request, desk, caller, facility_id)

    @post("/", sync_to_thread=True)
    def change(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Fields `takes_requests`, `approves_contacts`, `who`, and the caps, empty for none."""
        form = form_of(request)
        _, before = desk.services.managing.read(caller.staff, facility_id)
        typed = {name: form.text(name).strip() for name, _ in CAPS}
        caps = {name: whole_number(words) for name, words in typed.items()}
        faults = {
            name: _WRONG
            for name, words in typed.items()
            if words and not 1 <= (caps[name] or 0) <= MOST_CONTACTS
        }
        if faults:
            return self._page(request, desk, caller, facility_id, form, faults)
        wanted = replace(
            before,
            approves_contacts=bool(form.word("approves_contacts")),
            contact_rules=ContactRules(
                takes_requests=bool(form.word("takes_requests")), who=form.text("who").strip(), **caps
            ),
        )
        try:
            desk.services.managing.change(caller.staff, facility_id, wanted)
        except InvalidField as fault:
            return self._page(request, desk, caller, facility_id, form, {fault.field: sentence(fault)})
        return manager.saved(facility_id, "/asking")

    def _page(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        typed: Form | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response[str]:
        _, settings = desk.services.managing.read(caller.staff, facility_id)
        values = _known(settings) if typed is None else {name: typed.text(name) for name in _known(settings)}
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/asking",
            "manage_asking.html",
            status=422 if faults else 200,
            values=values,
            caps=[(name, words, values[name]) for name, words in CAPS],
            who_characters=WHO_CHARACTERS,
            faults=defaultdict(str, faults or {}),
        )


def _known(settings: FacilitySettings) -> dict[str, str]:
    rules = settings.contact_rules
    return {
        "takes_requests": "1" if rules.takes_requests else "",
        "approves_contacts": "1" if settings.approves_contacts else "",
        "who": rules.who,
        "most_per_person": str(rules.most_per_person or ""),
        "most_per_family": str(rules.most_per_family or ""),
    }
