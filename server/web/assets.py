"""Serves the style and the mark of the pages: a short list of files, kept in memory."""

from __future__ import annotations

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from server.web.pages import STATIC, static_file


def assets_router() -> Router:
    """`/assets/NAME`; the pages' links change with the content, so browsers may keep what they have."""
    kept = {name: static_file(name) for name in STATIC}

    @get("/{name:str}", sync_to_thread=False)
    def asset(name: FromPath[str]) -> Response[bytes]:
        if name not in kept:
            raise NotFoundException
        return Response(
            kept[name],
            media_type=STATIC[name],
            headers={
                "Cache-Control": "public, max-age=86400",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
        )

    return Router(path="/assets", route_handlers=[asset], include_in_schema=False)
