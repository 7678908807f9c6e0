"""The people of a facility for its managers: list, one person, one more, and a file of many."""

from __future__ import annotations

from collections import defaultdict
from typing import Final
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from server.console import manager
from server.console.desk import AtDesk, Caller, Desk
from server.services.faults import InvalidField, NotFound, WrongState
from server.services.roster import HOUSING_CHARACTERS, NewPerson
from server.services.roster_import import COLUMNS, MOST_LINES, Plan
from server.services.staff import StaffCaller
from server.services.standing import ResidentState
from server.services.transfers import BOOKING_CHARACTERS
from server.web.fault_words import sentence
from server.web.forms import Form, WebRequest, form_of

STATES: Final = {
    ResidentState.ACTIVE: "Active",
    ResidentState.SUSPENDED: "Suspended",
    ResidentState.BEING_MOVED: "Being moved",
    ResidentState.RELEASED: "Released",
}
SPECIAL: Final = {
    "facility_id": "Choose where they are now.",
    "pin": "Type four to eight digits.",
    "booking_number": "Somebody here has this number, or it has no letters and digits.",
}
SHOWN_LINES: Final = 100
"""So many lines of a file's preview are shown; everything that is wrong is shown always."""

CHANGED: Final = (
    "It was not imported: the list or the file is not what was shown any more. Look at what would change now."
)


class PeoplePages(Controller):
    """Everything below a facility's people."""

    path = "/manage/{facility_id:str}/people"

    @get("/", sync_to_thread=True)
    def people(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """A page of the list; `q` looks for a name or a number, `after` leads on."""
        return self._list(request, desk, caller, facility_id)

    @post("/add", sync_to_thread=True)
    def add(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Fields `name`, `booking_number`, `housing`, `pin`."""
        form = form_of(request)
        new = NewPerson(
            name=form.text("name"),
            booking_number=form.text("booking_number"),
            pin=form.word("pin"),
            housing=form.text("housing"),
        )
        try:
            person_id = desk.services.roster.add(caller.staff, facility_id, new)
        except InvalidField as fault:
            return self._list(
                request, desk, caller, facility_id, form, {fault.field: sentence(fault, SPECIAL)}
            )
        return manager.saved(facility_id, f"/people/{person_id}", done="added")

    @get("/import", sync_to_thread=True)
    def ask_file(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """The form for a file."""
        return self._import(request, desk, caller, facility_id, "", None)

    @post("/import", sync_to_thread=True)
    def take_file(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Fields `text` (the file), `digest` (what was shown), and `action`: preview, or import."""
        form = form_of(request)
        text = form.text("text")
        roster = desk.services.roster_import
        if form.word("action") == "import":
            try:
                count = roster.apply(caller.staff, facility_id, text, form.word("digest"))
            except WrongState:
                plan = roster.preview(caller.staff, facility_id, text)
                return self._import(request, desk, caller, facility_id, text, plan, CHANGED)
            return manager.saved(facility_id, "/people", done=f"imported&count={count}")
        plan = roster.preview(caller.staff, facility_id, text)
        return self._import(request, desk, caller, facility_id, text, plan)

    @get("/{person_id:str}", sync_to_thread=True)
    def person(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        person_id: FromPath[str],
    ) -> Response[str]:
        """One person with what can be changed."""
        return self._person(request, desk, caller, facility_id, person_id)

    @post("/{person_id:str}/state", sync_to_thread=True)
    def set_state(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        person_id: FromPath[str],
    ) -> Response[str]:
        """Field `state`."""
        try:
            desk.services.roster.set_state(caller.staff, person_id, form_of(request).word("state"))
        except InvalidField:
            faults = {"state": "Choose one."}
            return self._person(request, desk, caller, facility_id, person_id, None, faults)
        return manager.saved(facility_id, f"/people/{person_id}")

    @post("/{person_id:str}/housing", sync_to_thread=True)
    def set_housing(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        person_id: FromPath[str],
    ) -> Response[str]:
        """Field `housing`; empty for none."""
        form = form_of(request)
        try:
            desk.services.roster.set_housing(caller.staff, person_id, form.text("housing"))
        except InvalidField as fault:
            faults = {"housing": sentence(fault)}
            return self._person(request, desk, caller, facility_id, person_id, form, faults)
        return manager.saved(facility_id, f"/people/{person_id}")

    @post("/{person_id:str}/pin", sync_to_thread=True)
    def set_pin(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        person_id: FromPath[str],
    ) -> Response[str]:
        """Field `pin`."""
        try:
            desk.services.roster.set_pin(caller.staff, person_id, form_of(request).word("pin"))
        except InvalidField as fault:
            faults = {"pin": sentence(fault, SPECIAL)}
            return self._person(request, desk, caller, facility_id, person_id, None, faults)
        return manager.saved(facility_id, f"/people/{person_id}", done="pin")

    @post("/{person_id:str}/transfer", sync_to_thread=True)
    def transfer(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        person_id: FromPath[str],
    ) -> Response[str]:
        """Fields `facility_id`, `booking_number`: where to, and the number there."""
        form = form_of(request)
        wanted = form.word("facility_id")
        try:
            moved = desk.services.roster.transfer(
                caller.staff, person_id, wanted, form.text("booking_number")
            )
        except InvalidField as fault:
            faults = {fault.field: sentence(fault, SPECIAL)}
            return self._person(request, desk, caller, facility_id, person_id, form, faults)
        told = f"moved&connections={moved.contact_count}&withdrawn={moved.withdrawn_count}"
        return manager.saved(wanted, f"/people/{person_id}", done=told)

    def _list(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        typed: Form | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response[str]:
        words = request.query_params.get("q", "").strip()[:80]
        after = request.query_params.get("after")
        found = desk.services.roster.people(caller.staff, facility_id, words, after or None)
        address = manager.home(facility_id, "/people")
        kept = {"q": words} if words else {}
        count = request.query_params.get("count", "")
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/people",
            "manage_people.html",
            status=422 if faults else 200,
            people=found.items,
            states=STATES,
            words=words,
            first=not after,
            address=address,
            onward=f"{address}?{urlencode({**kept, 'after': found.next})}" if found.next else "",
            typed=typed or Form({}),
            faults=defaultdict(str, faults or {}),
            imported=int(count) if count.isascii() and count.isdigit() and len(count) < 5 else None,
            limits={"booking_number": BOOKING_CHARACTERS, "housing": HOUSING_CHARACTERS},
        )

    def _person(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        person_id: str,
        typed: Form | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response[str]:
        found = desk.services.roster.person(caller.staff, person_id)
        if found.facility_id != facility_id:  # moved meanwhile, or an address of somebody's making
            raise NotFound
        return manager.show(
            request,
            desk,
            caller,
            found.facility_id,
            "/people",
            "manage_person.html",
            status=422 if faults else 200,
            person=found,
            states=STATES,
            housing=typed.text("housing")
            if typed is not None and "housing" in typed.fields
            else found.housing,
            typed=typed or Form({}),
            moved={
                name: int(count) if count.isascii() and count.isdigit() and len(count) < 7 else 0
                for name in ("connections", "withdrawn")
                for count in [request.query_params.get(name, "")]
            },
            elsewhere=[one for one in manager.choices(desk, caller) if one.id != found.facility_id]
            if caller.staff.facility_id is None and found.state is not ResidentState.RELEASED
            else [],
            housing_characters=HOUSING_CHARACTERS,
            faults=defaultdict(str, faults or {}),
        )

    def _import(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        text: str,
        plan: Plan | None,
        fault: str = "",
    ) -> Response[str]:
        lines = plan.lines if plan else ()
        shown = [one for one in lines if one.what == "fault"]
        shown += [one for one in lines if one.what in ("new", "changed")][:SHOWN_LINES]
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/people",
            "manage_import.html",
            status=409 if fault else 422 if plan and plan.faults else 200,
            text=text,
            plan=plan,
            lines=sorted(shown, key=lambda one: one.place),
            same=sum(1 for one in lines if one.what == "same"),
            columns=COLUMNS,
            states=STATES,
            most=MOST_LINES,
            fault=fault,
        )
