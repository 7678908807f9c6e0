"""The picture of an item, for whoever has claimed it."""

from __future__ import annotations

from litestar import Controller, Response, get
from litestar.params import FromPath

from server.console.changing import Changing
from server.console.desk import AtDesk, Caller
from server.services.faults import InvalidField, NotFound, PictureDeclined, WrongState
from server.web.forms import Form, WebRequest
from server.web.picture import picture


class PhotoPages(Controller):
    """Bytes behind the pages' <img>."""

    path = "/photos"

    @get("/{item_id:str}", sync_to_thread=True)
    def photo(
        self, request: WebRequest, desk: AtDesk, caller: Caller, item_id: FromPath[str]
    ) -> Response[bytes]:
        """Exactly the bytes that an approval of this item names; unknown to everybody who is not reading it now."""
        item = desk.services.review.item(caller.staff, item_id)
        sha256 = item.picture_sha256
        if sha256 is None or not item.mine:
            raise NotFound
        return picture(sha256, lambda: desk.services.objects.get(sha256), request.headers)

    @get("/{item_id:str}/changed", sync_to_thread=True)
    def changed(
        self, request: WebRequest, desk: AtDesk, caller: Caller, item_id: FromPath[str]
    ) -> Response[bytes]:
        """The photo changed as the address says, by the names of the form's fields: exactly what would be offered."""
        asked = Form({name: request.query_params[name] for name in request.query_params})
        try:
            made = desk.services.offers.preview(caller.staff, item_id, Changing.read(asked).change())
        except (ValueError, InvalidField, PictureDeclined, WrongState):
            raise NotFound from None
        return picture(made.sha256, lambda: made.data, request.headers)
