"""One conversation at the reader: opening what came, answering, taking an answer back, blocking."""

from __future__ import annotations

import uuid
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.limits import normalise
from contract.problems import FieldReason
from server.reader.table import PATH, AtTable, Caller, Table
from server.services.faults import CannotWriteNow, InvalidField, KeyReused, NotFound, WrongState
from server.services.inbox import InboxPage
from server.services.residents import ResidentCaller
from server.web.forms import WebRequest, form_of
from server.web.pages import go_to
from server.web.site import give_back
from server.web.words import many

CAN_NOT_ANSWER: Final = (
    "Your answer was not sent: you can’t write to this person now. Your words are still here."
)
FAULTS: Final = {
    FieldReason.EMPTY: "Write something first.",
    FieldReason.TOO_MANY_BYTES: "The answer is too long to be sent. Make it shorter.",
    FieldReason.CHARACTER_TOO_COMPLEX: "One character of the answer is too complex to be shown everywhere. Remove it.",
    FieldReason.FORBIDDEN_CHARACTER: "The answer has a character that can’t be sent. Type it anew, please.",
}


class ConversationPages(Controller):
    """Everything below one conversation."""

    path = "/conversations/{contact_id:str}"

    @get("/", sync_to_thread=True)
    def read(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """Messages, the newest last; `?cursor=` leads to older ones, `?again=` puts an own one into the form."""
        again = request.query_params.get("again", "")
        page = table.services.inbox.thread(caller, contact_id, request.query_params.get("cursor") or None)
        typed = next((one.text or "" for one in page.items if one.own and one.id == again), "")
        return self._page(request, table, caller, contact_id, page, typed)

    @post("/messages/{message_id:str}/open", sync_to_thread=True)
    def open(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
        message_id: FromPath[str],
    ) -> Response[str]:
        """Opens a message; its sender is told that it was."""
        table.conversation(caller, contact_id)
        table.services.inbox.open(caller, message_id)
        cursor = request.query_params.get("cursor", "")
        older = f"?cursor={cursor}" if cursor.replace("-", "").replace("_", "").isalnum() else ""
        return go_to(f"{PATH}/conversations/{contact_id}{older}#m-{message_id}")

    @post("/replies", sync_to_thread=True)
    def answer(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """Fields `text` and `key`, which makes sending the form twice harmless."""
        form = form_of(request)
        text = normalise(form.text("text"))
        try:
            table.services.inbox.reply(caller, contact_id, text, form.word("key"))
        except InvalidField as fault:
            return self._again(request, table, caller, contact_id, text, fault_sentence(fault))
        except KeyReused:  # the form of an answer that was sent: what stands in it now is another one
            sentence = (
                "This page was old. Nothing was lost: look below what was sent, and send this if it is new."
            )
            return self._again(request, table, caller, contact_id, text, sentence)
        except CannotWriteNow:
            return self._too_late(request, table, caller, contact_id, text)
        return go_to(f"{PATH}/conversations/{contact_id}?done=sent#answer")

    @post("/messages/{message_id:str}/withdraw", sync_to_thread=True)
    def withdraw(
        self,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
        message_id: FromPath[str],
    ) -> Response[str]:
        """Takes an own answer back before it is decided on."""
        table.conversation(caller, contact_id)
        try:
            table.services.inbox.withdraw_reply(caller, message_id)
        except WrongState:
            return go_to(f"{PATH}/conversations/{contact_id}?done=late")
        return go_to(f"{PATH}/conversations/{contact_id}?done=back")

    @get("/block", sync_to_thread=True)
    def ask_block(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """Asks once more before blocking, and says what it means."""
        return table.show(request, caller, "block.html", thread=table.conversation(caller, contact_id))

    @post("/block", sync_to_thread=True)
    def block(
        self,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """Nothing more from or to this person."""
        table.services.inbox.block(caller, contact_id)
        return go_to(f"{PATH}?done=blocked")

    @post("/unblock", sync_to_thread=True)
    def unblock(
        self,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """As before the block."""
        table.services.inbox.unblock(caller, contact_id)
        return go_to(f"{PATH}/conversations/{contact_id}?done=unblocked")

    def _too_late(
        self, request: WebRequest, table: Table, caller: ResidentCaller, contact_id: str, text: str
    ) -> Response[str]:
        """The connection was ended meanwhile; without any history the conversation is not even listed any more."""
        try:
            return self._again(request, table, caller, contact_id, text, CAN_NOT_ANSWER)
        except NotFound:
            words = ("Your answer was not sent", CAN_NOT_ANSWER)
            return give_back(table.pages, 422, text, *words, (PATH, "All messages"))

    def _again(
        self,
        request: WebRequest,
        table: Table,
        caller: ResidentCaller,
        contact_id: str,
        text: str,
        fault: str,
    ) -> Response[str]:
        page = table.services.inbox.thread(caller, contact_id)
        return self._page(request, table, caller, contact_id, page, text, fault, status=422)

    def _page(
        self,
        request: WebRequest,
        table: Table,
        caller: ResidentCaller,
        contact_id: str,
        page: InboxPage,
        typed: str,
        fault: str = "",
        status: int = 200,
    ) -> Response[str]:
        return table.show(
            request,
            caller,
            "conversation.html",
            status=status,
            thread=table.conversation(caller, contact_id),
            items=page.items[::-1],
            older=page.next,
            cursor=request.query_params.get("cursor", ""),
            typed=typed,
            fault=fault,
            key=str(uuid.uuid4()),
        )


def fault_sentence(fault: InvalidField) -> str:
    """Why an answer can’t be sent as it is, and what to do."""
    if fault.reason is FieldReason.TOO_LONG and fault.limit is not None and fault.count is not None:
        over = many(fault.count - fault.limit, "character", "characters")
        return (
            f"The answer is {over} too long: {fault.limit} is the most. Nothing was cut off; make it shorter."
        )
    return FAULTS.get(
        fault.reason, "The answer can’t be sent as it is. Your words are still here; try again."
    )
