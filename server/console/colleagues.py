"""The staff of a facility for its managers: who works here, one more, new codes, and the end of somebody's work."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.limits import PASSWORD_MIN_CHARACTERS
from server.console import manager
from server.console.desk import AtDesk, Caller, Desk
from server.services.faults import InvalidField, NotFound
from server.services.staff import Role, StaffCaller
from server.web.fault_words import sentence
from server.web.forms import Form, WebRequest, form_of
from server.web.qr import qr_picture

ROLES: Final = (
    (Role.REVIEWER, "Reviewer", "reads what waits and decides"),
    (Role.MANAGER, "Manager", "also changes everything on these pages"),
    (Role.AUDITOR, "Auditor", "only looks: the log and the numbers"),
)
_SPECIAL: Final = {"username": "Somebody has this user name.", "role": "Choose what they do."}


class ColleaguePages(Controller):
    """Everything below a facility's staff."""

    path = "/manage/{facility_id:str}/staff"

    @get("/", sync_to_thread=True)
    def colleagues(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """A page of everybody, and the form for one more; `after` leads on."""
        return self._page(request, desk, caller, facility_id)

    @post("/add", sync_to_thread=True)
    def add(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Fields `username`, `name`, `role`, `password`; the page shows the new codes' secret, once."""
        form = form_of(request)
        try:
            address = desk.services.managing.add_colleague(
                caller.staff,
                form.text("username"),
                form.text("name"),
                form.word("role"),
                form.text("password"),
                facility_id,
            )
        except InvalidField as fault:
            faults = {fault.field: sentence(fault, _SPECIAL)}
            return self._page(request, desk, caller, facility_id, form, faults)
        return self._codes(request, desk, caller, facility_id, form.word("username"), address)

    @post("/{staff_id:str}/codes", sync_to_thread=True)
    def give_codes(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        staff_id: FromPath[str],
    ) -> Response[str]:
        """A new secret, shown once; the old codes open nothing any more."""
        colleague = desk.services.managing.colleague(caller.staff, staff_id)
        address = desk.services.managing.give_codes(caller.staff, staff_id)
        return self._codes(request, desk, caller, facility_id, colleague.username, address)

    @post("/{staff_id:str}/end", sync_to_thread=True)
    def end(
        self, desk: AtDesk, caller: Caller, facility_id: FromPath[str], staff_id: FromPath[str]
    ) -> Response[str]:
        """They can't sign in any more, from now on."""
        desk.services.managing.end_colleague(caller.staff, staff_id)
        return manager.saved(facility_id, "/staff", done="ended")

    def _codes(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        username: str,
        address: str,
    ) -> Response[str]:
        secret = address.partition("secret=")[2].partition("&")[0]
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/staff",
            "manage_codes.html",
            username=username,
            picture=qr_picture(address),
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        )

    def _page(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        typed: Form | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response[str]:
        if facility_id not in {one.id for one in manager.choices(desk, caller)}:
            raise NotFound
        after = request.query_params.get("after", "")
        found = desk.services.managing.colleagues(caller.staff, facility_id, after or None)
        address = manager.home(facility_id, "/staff")
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/staff",
            "manage_staff.html",
            status=422 if faults else 200,
            colleagues=found.items,
            first=not after,
            address=address,
            onward=f"{address}?after={found.next}" if found.next else "",
            roles=ROLES,
            role_words={role: words for role, words, _ in ROLES},
            typed=typed or Form({}),
            password_characters=PASSWORD_MIN_CHARACTERS,
            faults=defaultdict(str, faults or {}),
        )
