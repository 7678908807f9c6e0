"""Makes one HTML answer: template, escaping and the headers that every page carries."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.datastructures import Cookie

from server.web import cells, marks, words

HERE: Final = Path(__file__).parent
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
WITH_SCRIPT: Final = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""For pages that work without, and are quicker with, our one own script file."""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: under that policy browsers send `Origin: null` with every form, and the Origin could
    # not be checked. `same-origin` tells other sites exactly as little: nothing.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

ONLY_TLS: Final[Mapping[str, str]] = {"Strict-Transport-Security": "max-age=31536000"}
"""Where a proxy speaks TLS: a browser that was here once never comes back without it (threat T16)."""


def static_file(name: str) -> bytes:
    """The bytes of one file of this package's `static` folder."""
    return (HERE / "static" / name).read_bytes()


STATIC: Final[Mapping[str, str]] = {
    "tokens.css": "text/css",
    "pages.css": "text/css",
    "console.css": "text/css",
    "reader.css": "text/css",
    "console.js": "text/javascript",
    "reader.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
"""Every file the pages may ask for, with its media type; no other name leads to the disk."""


class Pages:
    """Renders templates; made once per application."""

    def __init__(self, https: bool) -> None:
        self._headers = {**HEADERS, **(ONLY_TLS if https else {})}
        # The stamp changes with the style, so a browser never shows new pages in old clothes.
        stamp = sha256(b"".join(static_file(name) for name in sorted(STATIC))).hexdigest()[:12]
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            stamp=stamp,
            when=words.when,
            exactly=words.exactly,
            lasted=words.lasted,
            seconds=words.seconds_left,
            many=words.many,
            money=words.money,
            wait=words.wait,
            initials=words.initials,
            hue=words.hue,
            pieces=marks.pieces,
            spans=marks.of,
            grid=range(cells.GRID),
            cell_name=cells.name,
        )

    def show(self, template: str, *, status: int = 200, **values: object) -> Response[str]:
        """One page; `values` are what the template names, no more is needed and none may be missing."""
        return self._page(template, status, values, self._headers)

    def show_with_script(self, template: str, *, status: int = 200, **values: object) -> Response[str]:
        """The same, for a page that is quicker with our own script file and works without."""
        headers = {**self._headers, "Content-Security-Policy": WITH_SCRIPT}
        return self._page(template, status, values, headers)

    def _page(
        self, template: str, status: int, values: Mapping[str, object], headers: Mapping[str, str]
    ) -> Response[str]:
        return Response(
            self._templates.get_template(template).render(values),
            status_code=status,
            media_type=MediaType.HTML,
            headers=dict(headers),
        )


def go_to(path: str, *, cookie: Cookie | None = None) -> Response[str]:
    """Answer a form by leading the browser to a page, so that "reload" never sends the form again."""
    return Response(
        "",
        status_code=303,
        media_type=MediaType.HTML,
        headers={**HEADERS, "Location": path},
        cookies=[cookie] if cookie else None,
    )
