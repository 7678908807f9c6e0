"""The first page after signing in: who asks to be connected, and who has written."""

from __future__ import annotations

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.limits import REASON_CHARACTERS
from server.reader.table import PATH, AtTable, Caller, Table
from server.services.faults import InvalidField, WrongState
from server.services.residents import ResidentCaller
from server.web.forms import WebRequest, form_of
from server.web.pages import go_to


class InboxPages(Controller):
    """The list of people, and the answer to a request."""

    @get("/", sync_to_thread=True)
    def inbox(self, request: WebRequest, table: AtTable, caller: Caller) -> Response[str]:
        """Requests first, then conversations, those with something new first; `asks` and `after` lead on in each."""
        return self._page(request, table, caller)

    @post("/requests/{contact_id:str}/accept", sync_to_thread=True)
    def accept(
        self,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """Yes to a request."""
        try:
            table.services.inbox.accept(caller, contact_id)
        except WrongState:
            return go_to(f"{PATH}?done=answered")
        return go_to(f"{PATH}/conversations/{contact_id}?done=accepted")

    @post("/requests/{contact_id:str}/decline", sync_to_thread=True)
    def decline(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """No to a request; field `reason` may be empty."""
        reason = form_of(request).text("reason")
        try:
            table.services.inbox.decline(caller, contact_id, reason or None)
        except InvalidField:
            fault = f"The reason can’t be taken as it is; {REASON_CHARACTERS} characters is the most."
            return self._page(request, table, caller, contact_id, reason, fault, status=422)
        except WrongState:
            return go_to(f"{PATH}?done=answered")
        return go_to(f"{PATH}?done=declined")

    def _page(
        self,
        request: WebRequest,
        table: Table,
        caller: ResidentCaller,
        contact_id: str = "",
        typed: str = "",
        fault: str = "",
        status: int = 200,
    ) -> Response[str]:
        asked = request.query_params
        threads = table.services.inbox.threads(caller, asked.get("after") or None)
        asking = table.services.inbox.requests(caller, asked.get("asks") or None)
        return table.show(
            request,
            caller,
            "inbox.html",
            status=status,
            requests=asking.items,
            more_requests=asking.next,
            threads=threads.items,
            more_threads=threads.next,
            first=not asked.get("after") and not asked.get("asks"),
            has_news=table.has_news(caller),
            has_photos=table.services.album.has_any(caller),
            unopened_photos=table.services.album.unopened(caller),
            unopened_news=table.services.news.unopened(caller),
            contact_id=contact_id,
            typed=typed,
            fault=fault,
        )
