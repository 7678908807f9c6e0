"""The news at the reader: what somebody's people post for everybody they know, and what they post themselves."""

from __future__ import annotations

import uuid

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.limits import normalise
from server.reader.conversation import fault_sentence
from server.reader.table import PATH, AtTable, Caller, Table
from server.services.faults import CannotWriteNow, InvalidField, KeyReused, Throttled, WrongState
from server.services.resident_posts import OwnPosts
from server.services.residents import ResidentCaller
from server.web.forms import WebRequest, form_of
from server.web.pages import go_to
from server.web.picture import picture


class NewsPages(Controller):
    """The list of posts, opening one, and posting."""

    path = "/news"

    @get("/", sync_to_thread=True)
    def read(self, request: WebRequest, table: AtTable, caller: Caller) -> Response[str]:
        """Posts, newest first; `cursor` leads to older, `own` to older own ones, `again` puts one into the form."""
        again = request.query_params.get("again", "")
        typed = next(
            (one.text for one in _own(request, table, caller).items if again and one.id == again), ""
        )
        return self._page(request, table, caller, typed)

    @post("/{post_id:str}/open", sync_to_thread=True)
    def open(
        self, request: WebRequest, table: AtTable, caller: Caller, post_id: FromPath[str]
    ) -> Response[str]:
        """Opens a post; its sender is told that it was."""
        table.services.news.open(caller, post_id)
        cursor = request.query_params.get("cursor", "")
        older = f"?cursor={cursor}" if cursor.replace("-", "").replace("_", "").isalnum() else ""
        return go_to(f"{PATH}/news{older}#p-{post_id}")

    @get("/{post_id:str}/photo/{size:int}", sync_to_thread=True)
    def image(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        post_id: FromPath[str],
        size: FromPath[int],
    ) -> Response[bytes]:
        """The bytes behind the <img> of a post: 0 is the photo as it was approved, 1 and 2 its thumbnails."""
        sha256 = table.services.news.picture(caller, post_id, size)
        return picture(sha256, lambda: table.services.objects.get(sha256), request.headers)

    @post("/own", sync_to_thread=True)
    def write(self, request: WebRequest, table: AtTable, caller: Caller) -> Response[str]:
        """Fields `text` and `key`, which makes sending the form twice harmless."""
        form = form_of(request)
        text = normalise(form.text("text"))
        try:
            table.services.resident_posts.post(caller, text, form.word("key"))
        except InvalidField as fault:
            sentence = fault_sentence(fault).replace("answer", "post")
        except KeyReused:
            sentence = (
                "This page was old. Nothing was lost: look below what was sent, and send this if it is new."
            )
        except CannotWriteNow:
            sentence = "It was not sent: posts are not passed on from here now. Your words are still here."
        except Throttled:
            sentence = "It was not sent: that is enough for today. Your words are still here; try tomorrow."
        else:
            return go_to(f"{PATH}/news?done=sent#own")
        return self._page(request, table, caller, text, sentence, status=422)

    @post("/own/{post_id:str}/withdraw", sync_to_thread=True)
    def withdraw(self, table: AtTable, caller: Caller, post_id: FromPath[str]) -> Response[str]:
        """Takes an own post back before it is decided on."""
        try:
            table.services.resident_posts.withdraw(caller, post_id)
        except WrongState:
            return go_to(f"{PATH}/news?done=late#own")
        return go_to(f"{PATH}/news?done=back#own")

    def _page(
        self,
        request: WebRequest,
        table: Table,
        caller: ResidentCaller,
        typed: str = "",
        fault: str = "",
        status: int = 200,
    ) -> Response[str]:
        page = table.services.news.page(caller, request.query_params.get("cursor") or None)
        own = _own(request, table, caller)
        return table.show(
            request,
            caller,
            "news.html",
            status=status,
            items=page.items,
            older=page.next,
            cursor=request.query_params.get("cursor", ""),
            can_post=table.services.resident_posts.is_allowed(caller),
            own=own.items,
            older_own=own.next,
            own_cursor=request.query_params.get("own", ""),
            typed=typed,
            fault=fault,
            key=str(uuid.uuid4()),
        )


def _own(request: WebRequest, table: Table, caller: ResidentCaller) -> OwnPosts:
    """The page of their own posts that is asked for."""
    return table.services.resident_posts.own(caller, request.query_params.get("own") or None)
