"""Sign-in and sign-out of residents, with booking number and PIN."""

from __future__ import annotations

from litestar import Controller, Response, get, post

from contract.facilities import Facility
from server.reader.table import PATH, AtTable, Caller, Table
from server.services.faults import SignedOut, Throttled, WrongCredentials
from server.web.forms import WebRequest, form_of, new_secret, token_for
from server.web.pages import go_to
from server.web.words import seconds_until


class DoorPages(Controller):
    """The way in and the way out."""

    @get("/sign-in", sync_to_thread=True)
    def ask(self, request: WebRequest, table: AtTable) -> Response[str]:
        """The sign-in form; a tablet's bookmark may name its facility with `?facility=`."""
        try:
            table.caller(request)
        except SignedOut:
            return self._form(request, table, facility_id=request.query_params.get("facility", ""))
        return go_to(PATH)

    @post("/sign-in", sync_to_thread=True)
    def sign_in(self, request: WebRequest, table: AtTable) -> Response[str]:
        """Fields `booking_number`, `pin` and, where two facilities share a number, `facility`."""
        form = form_of(request)
        number, facility_id = form.word("booking_number"), form.word("facility")
        try:
            signed_in = table.services.residents.sign_in(number, form.word("pin"), facility_id or None)
        except Throttled as fault:
            wait = seconds_until(fault.retry_at, table.services.store.clock())
            sentence = f"There were too many tries. Please try again in {wait}."
            return self._form(request, table, number, facility_id, sentence, status=429)
        except WrongCredentials:
            sentence = "The booking number or the PIN is not right. Check both and try again."
            return self._form(request, table, number, facility_id, sentence, status=401)
        return go_to(PATH, cookie=table.realm.set(table.realm.session_cookie, signed_in.token))

    @post("/sign-out", sync_to_thread=True)
    def sign_out(self, table: AtTable, caller: Caller) -> Response[str]:
        """Ends the session."""
        table.services.residents.sign_out(caller)
        return go_to(f"{PATH}/sign-in", cookie=table.realm.drop(table.realm.session_cookie))

    def _form(
        self,
        request: WebRequest,
        table: Table,
        number: str = "",
        facility_id: str = "",
        fault: str = "",
        status: int = 200,
    ) -> Response[str]:
        secret = table.realm.secret(request)
        known = bool(secret)
        if not known:
            secret = new_secret()
        page = table.pages.show(
            "reader/sign_in.html",
            status=status,
            csrf=token_for(secret),
            number=number,
            facilities=_everywhere(table),
            facility_id=facility_id,
            fault=fault,
        )
        if not known:
            page.set_cookie(table.realm.set(table.realm.form_cookie, secret))
        return page


def _everywhere(table: Table) -> list[Facility]:
    """All facilities, to choose from where two of them share a number."""
    found: list[Facility] = []
    cursor: str | None = None
    while True:
        page = table.services.facilities.page(cursor)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found
