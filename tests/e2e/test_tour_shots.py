"""What the tour's pictures of pages show: also photos that a page loads only when they are seen."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image
from typing_extensions import override

from app.tour.chromium import Shot, find_chromium, open_chromium

GREEN = (0, 200, 0)
PAGE = (
    b"<!doctype html><title>x</title><body onload=\"fetch('/loaded')\">"
    b'<img loading="lazy" width="300" height="200" src="/photo.png">'
)


class _Page(BaseHTTPRequestHandler):
    """A page whose photo comes only once the page says that it has loaded."""

    has_loaded: threading.Event

    def do_GET(self) -> None:
        content, kind = PAGE, "text/html"
        if self.path == "/loaded":
            self.has_loaded.set()
        elif self.path == "/photo.png":
            self.has_loaded.wait(60)
            buffer = io.BytesIO()
            Image.new("RGB", (300, 200), GREEN).save(buffer, "PNG")
            content, kind = buffer.getvalue(), "image/png"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Of the page."""
    page = type("Page", (_Page,), {"has_loaded": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_picture_of_a_page_waits_for_the_photos_in_view(address: str) -> None:
    with open_chromium(find_chromium()) as chromium:
        picture = chromium.take(Shot(address, ()))
    with Image.open(io.BytesIO(picture)) as seen:
        assert seen.convert("RGB").getpixel((100, 100)) == GREEN
