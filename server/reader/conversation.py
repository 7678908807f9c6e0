"""One conversation at the reader: opening what came, answering, taking an answer back, blocking."""

from __future__ import annotations

import uuid
from typing import Final

from litestar import Controller, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from contract.limits import PHOTO_BYTES, PHOTO_SIDE, normalise
from contract.photos import PictureReason
from contract.problems import FieldReason
from server.pictures.gate import Gate
from server.pictures.rebuild import Rebuilt
from server.reader.table import PATH, AtTable, Caller, Table
from server.services.faults import (
    CannotWriteNow,
    InvalidField,
    KeyReused,
    NotFound,
    PictureDeclined,
    Throttled,
    WrongState,
)
from server.services.inbox import InboxPage
from server.services.residents import ResidentCaller
from server.web.forms import TAKES_FILES, WebRequest, form_of
from server.web.pages import go_to
from server.web.picture import picture
from server.web.site import give_back
from server.web.words import many

CAN_NOT_ANSWER: Final = (
    "Your answer was not sent: you can’t write to this person now. Your words are still here."
)
MOST_READ_BYTES: Final = 4 * PHOTO_BYTES
"""More than is taken, so that too large a photo is told in words."""

AGAIN: Final = "Your words are still here; choose a photo again."
TOO_LARGE: Final = (
    f"The photo is too large: {PHOTO_BYTES // 1_000_000} MB is the most. Make it smaller on the tablet, or choose "
    f"another one. {AGAIN}"
)
NO_PICTURE: Final = f"This file could not be read as a photo. Only JPEG photos can be sent. {AGAIN}"
PICTURE_FAULTS: Final = {
    PictureReason.TOO_MANY_PIXELS: (
        f"The photo has too many pixels: {PHOTO_SIDE} on the longer side are the most. Make it smaller on the tablet, "
        f"or choose another one. {AGAIN}"
    ),
    PictureReason.DAMAGED: f"The photo is damaged or incomplete. {AGAIN}",
}
BUSY: Final = f"The photo could not be taken in just now. Try again in a minute. {AGAIN}"
ENOUGH_PHOTOS: Final = (
    "It was not sent: that is enough photos for today. Your words are still here; send them without a photo, or wait "
    "until tomorrow."
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

    @get("/messages/{message_id:str}/photo/{size:int}", sync_to_thread=True)
    def image(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
        message_id: FromPath[str],
        size: FromPath[int],
    ) -> Response[bytes]:
        """The bytes behind the <img> of an own answer: 0 is the photo as it was taken in, 1 and 2 its thumbnails."""
        table.conversation(caller, contact_id)
        sha256 = table.services.inbox.picture(caller, message_id, size)
        return picture(sha256, lambda: table.services.objects.get(sha256), request.headers)

    @post("/replies", request_max_body_size=MOST_READ_BYTES, opt={TAKES_FILES: True})
    async def answer(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        contact_id: FromPath[str],
    ) -> Response[str]:
        """Fields `text`, `photo` (a file, or none) and `key`, which makes sending the form twice harmless."""
        form = form_of(request)
        text, given = normalise(form.text("text")), form.file("photo")
        photo, fault = None, ""
        if len(given) > PHOTO_BYTES:
            fault = TOO_LARGE
        elif given:
            photo, fault = await _rebuilt(request, table, caller, given)
        if fault:
            return await sync_to_thread(self._again, request, table, caller, contact_id, text, fault)
        return await sync_to_thread(
            self._answer, request, table, caller, contact_id, text, form.word("key"), photo
        )

    def _answer(
        self,
        request: WebRequest,
        table: Table,
        caller: ResidentCaller,
        contact_id: str,
        text: str,
        key: str,
        photo: Rebuilt | None,
    ) -> Response[str]:
        try:
            table.services.inbox.reply(caller, contact_id, text, key, photo)
        except Throttled:
            return self._again(request, table, caller, contact_id, text, ENOUGH_PHOTOS)
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
            photo_mb=PHOTO_BYTES // 1_000_000,
            photo_side=PHOTO_SIDE,
        )


async def _rebuilt(
    request: WebRequest, table: Table, caller: ResidentCaller, given: bytes
) -> tuple[Rebuilt | None, str]:
    """The photo made anew from its pixels, by the same gate as everybody's; or why it can't be, in a sentence."""
    gate: Gate = request.app.state.gate
    resident_id = caller.resident.id
    try:
        with gate.inside(resident_id):
            async with gate.turn():
                return await gate.run(table.services.uploads.rebuilt, resident_id, given), ""
    except PictureDeclined as declined:
        return None, PICTURE_FAULTS.get(declined.reason, NO_PICTURE)
    except Throttled:
        return None, BUSY


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
