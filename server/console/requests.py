"""Requests to be connected, where the facility approves them before the person is asked."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.limits import REASON_CHARACTERS
from server.console.desk import PATH, AtDesk, Caller, Desk
from server.services.faults import InvalidField, WrongState
from server.services.staff import StaffCaller
from server.web.forms import WebRequest, form_of
from server.web.pages import go_to


class RequestPages(Controller):
    """The list of requests and the answer to one."""

    path = "/requests"

    @get("/", sync_to_thread=True)
    def requests(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """What waits for the facility, oldest first; `after` leads on."""
        return self._page(request, desk, caller)

    @post("/{contact_id:str}/approve", sync_to_thread=True)
    def approve(self, desk: AtDesk, caller: Caller, contact_id: FromPath[str]) -> Response[str]:
        """Allows it; the person is asked next."""
        try:
            desk.services.review.approve_contact(caller.staff, contact_id)
        except WrongState:
            return go_to(f"{PATH}/requests?done=answered")
        return go_to(f"{PATH}/requests?done=allowed")

    @post("/{contact_id:str}/decline", sync_to_thread=True)
    def decline(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """Does not allow it; field `reason`, which the sender reads."""
        reason = form_of(request).text("reason")
        if not reason.strip():
            return self._again(
                request, desk, caller, contact_id, reason, "Write the reason. The sender will read it."
            )
        try:
            desk.services.review.refuse_contact(caller.staff, contact_id, reason)
        except InvalidField:
            sentence = f"The reason can’t be taken as it is; {REASON_CHARACTERS} characters is the most."
            return self._again(request, desk, caller, contact_id, reason, sentence)
        except WrongState:
            return go_to(f"{PATH}/requests?done=answered")
        return go_to(f"{PATH}/requests?done=declined")

    def _again(
        self, request: WebRequest, desk: Desk, caller: StaffCaller, contact_id: str, typed: str, fault: str
    ) -> Response[str]:
        return self._page(request, desk, caller, contact_id, typed, fault, status=422)

    def _page(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        contact_id: str = "",
        typed: str = "",
        fault: str = "",
        status: int = 200,
    ) -> Response[str]:
        after = request.query_params.get("after", "")
        found = desk.services.review.contact_requests(caller.staff, after or None)
        return desk.show(
            request,
            caller,
            "requests.html",
            status=status,
            requests=found.items,
            first=not after,
            here=f"?after={quote(after)}" if after else "",
            onward=f"{PATH}/requests?after={found.next}" if found.next else "",
            contact_id=contact_id,
            typed=typed,
            fault=fault,
        )
