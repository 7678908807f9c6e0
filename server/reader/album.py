"""Photos at the reader: what the families sent, opened one by one, seen small in the list and large alone."""

from __future__ import annotations

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from server.reader.table import PATH, AtTable, Caller
from server.web.forms import WebRequest
from server.web.pages import go_to
from server.web.picture import picture


class AlbumPages(Controller):
    """The list of photos, opening one, and its bytes."""

    path = "/pictures"

    @get("/", sync_to_thread=True)
    def album(self, request: WebRequest, table: AtTable, caller: Caller) -> Response[str]:
        """Photos, newest first; `?cursor=` leads to older ones."""
        cursor = request.query_params.get("cursor", "")
        page = table.services.album.page(caller, cursor or None)
        return table.show(request, caller, "album.html", items=page.items, older=page.next, cursor=cursor)

    @post("/{photo_id:str}/open", sync_to_thread=True)
    def open(
        self, request: WebRequest, table: AtTable, caller: Caller, photo_id: FromPath[str]
    ) -> Response[str]:
        """Opens a photo; its sender is told that it was."""
        table.services.album.open(caller, photo_id)
        cursor = request.query_params.get("cursor", "")
        older = f"?cursor={cursor}" if cursor.replace("-", "").replace("_", "").isalnum() else ""
        return go_to(f"{PATH}/pictures{older}#p-{photo_id}")

    @get("/{photo_id:str}/{size:int}", sync_to_thread=True)
    def image(
        self,
        request: WebRequest,
        table: AtTable,
        caller: Caller,
        photo_id: FromPath[str],
        size: FromPath[int],
    ) -> Response[bytes]:
        """The bytes behind an <img>: 0 is the picture as it was approved, 1 and 2 its thumbnails."""
        sha256 = table.services.album.picture(caller, photo_id, size)
        return picture(sha256, lambda: table.services.objects.get(sha256), request.headers)
