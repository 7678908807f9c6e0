"""The profile photos that stand beside names at the reader."""

from __future__ import annotations

from litestar import Controller, Response, get
from litestar.params import FromPath

from server.reader.table import AtTable, Caller
from server.services.faults import NotFound
from server.web.forms import WebRequest
from server.web.picture import picture


class PhotoPages(Controller):
    """Bytes behind the pages' <img>."""

    path = "/photos"

    @get("/{contact_id:str}", sync_to_thread=True)
    def photo(
        self, request: WebRequest, table: AtTable, caller: Caller, contact_id: FromPath[str]
    ) -> Response[bytes]:
        """The photo of somebody they are connected with, approved at their facility; else it is unknown."""
        sha256 = table.conversation(caller, contact_id).face_sha256
        if sha256 is None:
            raise NotFound
        return picture(sha256, lambda: table.services.objects.get(sha256), request.headers)
