"""One thing to decide on: claiming it, reading it, approving it or saying why not."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.limits import OFFER_DAYS
from contract.messages import State
from server.console import decision
from server.console.changing import BAD_CUT
from server.console.decision import Refusing, Typed, refusing
from server.console.desk import PATH, AtDesk, Caller, Desk
from server.console.queue import address, next_page, row, wanted_by, within
from server.pictures.rebuild import Rebuilt
from server.services.conversations import earlier
from server.services.faults import InvalidField, PictureDeclined, Throttled, WrongState
from server.services.review import OTHER
from server.services.staff import StaffCaller
from server.web.forms import WebRequest, form_of
from server.web.pages import go_to
from server.web.words import zone

STANDS: Final = {
    State.APPROVED: "It was approved.",
    State.DELIVERED: "It was approved and is with its reader.",
    State.OPENED: "It was approved, and its reader has opened it.",
    State.REFUSED: "It was not approved.",
    State.WITHDRAWN: "Its sender took it back before a decision.",
    State.OFFERED: "A changed photo is offered to its sender.",
}
STALE: Final = (
    "Your decision was not taken: this is not exactly what you saw, or your ten minutes were over. "
    "Please read it as it stands now and decide again. What you typed is still here."
)
NO_FAULTS: Final = dict.fromkeys(("stale", "decision", "reason", "mark", "parts", "note", "change"), "")
CHOOSE: Final = "Choose Approve or Do not approve."
LOOK: Final = "Look at the changed photo below, as its sender would get it. Then decide once more."
BUSY: Final = "The changed photo could not be made just now. Try again in half a minute; nothing is lost."


class ItemPages(Controller):
    """Everything below one item of the queue."""

    path = "/items/{item_id:str}"

    @post("/claim", sync_to_thread=True)
    def claim(
        self, request: WebRequest, desk: AtDesk, caller: Caller, item_id: FromPath[str]
    ) -> Response[str]:
        """Takes it for ten minutes; the page says whose it is if somebody was quicker."""
        with suppress(WrongState):  # the page tells the present state in a sentence
            desk.services.review.claim(caller.staff, item_id)
        return go_to(address(wanted_by(request), f"{PATH}/items/{item_id}"))

    @get("/", sync_to_thread=True)
    def read(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        item_id: FromPath[str],
    ) -> Response[str]:
        """The item: whole and with the form for whoever has claimed it, else where it stands."""
        return self._page(request, desk, caller, item_id)

    @post("/skip", sync_to_thread=True)
    def skip(
        self, request: WebRequest, desk: AtDesk, caller: Caller, item_id: FromPath[str]
    ) -> Response[str]:
        """Gives it back and goes on to the next."""
        with suppress(WrongState):  # decided, withdrawn or given back: the next one is what was asked for
            desk.services.review.put_back(caller.staff, item_id)
        return next_page(request, desk, caller, item_id, "skipped")

    @post("/decision", sync_to_thread=True)
    def decide(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        item_id: FromPath[str],
    ) -> Response[str]:
        """Fields `decision` (approve, refuse, offer), `version`, `sha256`; to refuse `reason`, `note`, and `mark` or
        cells; to offer a changed photo how to change it, and the SHA-256 of it as it was shown before, `offered`.

        With `action` = preview it only shows what the sender would read.
        """
        form = form_of(request)
        typed = Typed.read(form)
        preview = form.word("action") == "preview"
        try:
            if typed.decision == decision.APPROVE and not preview:
                desk.services.review.approve(caller.staff, item_id, typed.version, typed.sha256)
                waits = any(one.id == item_id for one in desk.services.review.leaving(caller.staff))
                return next_page(request, desk, caller, None, "leaving" if waits else "approved")
            if typed.decision == decision.OFFER:
                return self._offer(request, desk, caller, item_id, typed, preview)
            if typed.decision == decision.REFUSE or preview:
                return self._refuse(request, desk, caller, item_id, typed, preview)
            return self._page(request, desk, caller, item_id, typed, {"decision": CHOOSE}, status=422)
        except WrongState:
            return self._too_late(request, desk, caller, item_id, typed)

    @post("/take-back", sync_to_thread=True)
    def take_back(self, desk: AtDesk, caller: Caller, item_id: FromPath[str]) -> Response[str]:
        """Undoes an approval that has not left; the item is open again."""
        try:
            desk.services.review.take_back(caller.staff, item_id)
        except WrongState:
            return go_to(f"{PATH}?done=gone")
        return go_to(f"{PATH}/items/{item_id}?done=back")

    @post("/step-back", sync_to_thread=True)
    def step_back(
        self, request: WebRequest, desk: AtDesk, caller: Caller, item_id: FromPath[str]
    ) -> Response[str]:
        """Field `whom` (member, resident): the reviewer knows them, and decides on nothing of theirs from now on."""
        desk.services.review.step_back(caller.staff, item_id, form_of(request).word("whom"))
        return next_page(request, desk, caller, item_id, "stepped_back")

    def _refuse(
        self, request: WebRequest, desk: Desk, caller: StaffCaller, item_id: str, typed: Typed, preview: bool
    ) -> Response[str]:
        item = desk.services.review.item(caller.staff, item_id)
        if not (item.mine and typed.is_of(item)):
            raise WrongState(item.state)
        answer = refusing(item, typed)
        if answer.faults or preview:
            status = 422 if answer.faults else 200
            return self._page(request, desk, caller, item_id, typed, answer.faults, answer, status=status)
        try:
            desk.services.review.refuse(
                caller.staff,
                item_id,
                typed.version,
                typed.sha256,
                typed.reason,
                typed.note.strip() or None,
                answer.contract_spans(),
                answer.regions,
            )
        except InvalidField as fault:
            faults = {"reason" if fault.field == "code" else fault.field: "Please check this once more."}
            return self._page(request, desk, caller, item_id, typed, faults, status=422)
        return next_page(request, desk, caller, None, "refused")

    def _offer(
        self, request: WebRequest, desk: Desk, caller: StaffCaller, item_id: str, typed: Typed, preview: bool
    ) -> Response[str]:
        """Offers the change, once it was looked at: never anything but the bytes that were shown."""
        item = desk.services.review.item(caller.staff, item_id)
        if not (item.mine and typed.is_of(item) and item.can_be_offered):
            raise WrongState(item.state)
        answer, made, fault = refusing(item, typed), None, ""
        try:
            change = typed.changing.change()
            made = desk.services.offers.preview(caller.staff, item_id, change)
            if not (preview or answer.faults) and made.sha256 == typed.offered:
                desk.services.offers.offer(
                    caller.staff,
                    item_id,
                    typed.version,
                    typed.sha256,
                    change,
                    typed.offered,
                    typed.reason,
                    typed.note.strip() or None,
                )
                return next_page(request, desk, caller, None, "offered")
            fault = "" if preview or answer.faults else LOOK
        except ValueError as wrong:
            fault = str(wrong)
        except InvalidField:
            fault = BAD_CUT
        except (Throttled, PictureDeclined):
            fault = BUSY
        faults = {**answer.faults, **({"change": fault} if fault else {})}
        status = 422 if faults else 200
        return self._page(request, desk, caller, item_id, typed, faults, answer, changed=made, status=status)

    def _too_late(
        self, request: WebRequest, desk: Desk, caller: StaffCaller, item_id: str, typed: Typed
    ) -> Response[str]:
        """Somebody was quicker, or the lease was over: where it stands now, with what was typed if it is still open."""
        try:
            desk.services.review.claim(caller.staff, item_id)
        except WrongState:
            return self._page(request, desk, caller, item_id, lost=True, status=409)
        return self._page(request, desk, caller, item_id, typed, {"stale": STALE}, status=409)

    def _page(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        item_id: str,
        typed: Typed | None = None,
        faults: dict[str, str] | None = None,
        answer: Refusing | None = None,
        *,
        changed: Rebuilt | None = None,
        lost: bool = False,
        status: int = 200,
    ) -> Response[str]:
        item = desk.services.review.item(caller.staff, item_id)
        values = {
            "item": item,
            "line": row(item, desk.services.store.clock()),
            "zone": zone(item.facility_time_zone),
            "lost": lost,
            "within": within(wanted_by(request)),
        }
        if not item.mine:
            return desk.show(
                request, caller, "elsewhere.html", status=status, stands=STANDS.get(item.state, ""), **values
            )
        return desk.show(
            request,
            caller,
            "item.html",
            status=status,
            earlier=earlier(desk.services.store, caller.staff, item_id),
            typed=typed or Typed(),
            faults={**NO_FAULTS, **(faults or {})},
            answer=answer,
            changed=changed,
            offer_days=OFFER_DAYS,
            other=OTHER,
            held=[place for one in item.holds for place in one.places],
            turning=turning_signs(item.text),
            **values,
        )


def turning_signs(text: str) -> int:
    """How many invisible signs of the text change the direction it reads in; a reviewer must know of them."""
    return sum(1 for sign in text if "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069")
