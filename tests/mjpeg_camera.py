"""A camera on the loopback network: MJPEG over HTTP on a good or bad line, with a number drawn in each picture."""

from __future__ import annotations

import threading
import time
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from typing_extensions import override

from app.camera.info import CameraInfo
from app.imaging.cv import cv2

if TYPE_CHECKING:
    from app.camera.states import Pixels

BITS = 16
HEAD = 48
"""Height of the band with the number, in pixels."""
BOUNDARY = b"frame"


class Line(Enum):
    """How the network to the camera is."""

    GOOD = "good"
    SLOW_TO_ANSWER = "slow_to_answer"
    """A connection is accepted and gets no answer until the line is another."""
    STALLED = "stalled"
    """Connections stay open and carry nothing."""
    CUT = "cut"
    """Connections are closed, and new ones too, after their first line."""
    REFUSING = "refusing"
    """New connections are answered with 403; old ones are closed."""


class MjpegCamera:
    """Serves on a free port until it is closed. `fps` None sends as fast as the reader reads; with `kinds` only so
    many different pictures are ever drawn, which saves the time to draw them.

    Each picture carries its number as 16 black or white cells in a band at its top, lowest bit first, and when it was
    drawn is kept in `drawn_at`: so what a reader shows can be traced back to a moment.
    """

    def __init__(
        self, width: int = 640, height: int = 480, fps: float | None = 30, kinds: int | None = None
    ) -> None:
        self.width, self.height, self.fps, self._kinds = width, height, fps, kinds
        self._drawn: dict[int, bytes] = {}
        self.drawn_at: dict[int, float] = {}
        self.made = 0
        self.connections = 0
        self._line = Line.GOOD
        self._changed = threading.Condition()
        self._is_closed = False
        self._ground = self._paint_ground()
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="mjpeg", kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}/camera.mjpg"

    @property
    def info(self) -> CameraInfo:
        """As a list names it."""
        return CameraInfo("stream:loopback", "Loopback", None, "FFMPEG", address=self.address)

    def set_line(self, line: Line) -> None:
        """From now on, for old connections too."""
        with self._changed:
            self._line = line
            self._changed.notify_all()

    def wait_made(self, number: int, timeout_s: float = 10.0) -> None:
        """Until the picture with that number was drawn."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.made >= number, timeout_s), "no picture was asked for"

    def wait_connections(self, number: int, timeout_s: float = 10.0) -> None:
        """Until so many were made since the beginning."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.connections >= number, timeout_s), "nobody came"

    def number_of(self, pixels: Pixels) -> int:
        """The number in a picture, after any JPEG."""
        cell = pixels.shape[1] // BITS
        return sum(1 << bit for bit in range(BITS) if pixels[HEAD // 2, bit * cell + cell // 2, 0] > 128)

    def close(self) -> None:
        """Every connection ends, and every thread."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """One connection, on its thread."""
        with self._changed:
            self.connections += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_closed or self._line is not Line.SLOW_TO_ANSWER)
        if self._is_closed or self._line is Line.CUT:
            return
        if self._line is Line.REFUSING:
            handler.send_error(403)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY.decode()}")
        handler.end_headers()
        due = time.monotonic()
        while self._wait_until(due):
            picture = self._next()
            head = b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (
                BOUNDARY,
                len(picture),
            )
            handler.wfile.write(head + picture + b"\r\n")
            due = max(due, time.monotonic() - 1) + (1 / self.fps if self.fps else 0)

    def _wait_until(self, due: float) -> bool:
        """For the next picture's time on a good line; False when the connection is to end."""
        with self._changed:
            while not self._is_closed and self._line in (Line.GOOD, Line.STALLED):
                left = due - time.monotonic()
                if self._line is Line.GOOD and left <= 0:
                    return True
                self._changed.wait(left if self._line is Line.GOOD else None)
        return False

    def _next(self) -> bytes:
        with self._changed:
            self.made += 1
            number = self.made
            self.drawn_at[number] = time.monotonic()
            self._changed.notify_all()
        if self._kinds is None:
            return self._draw(number)
        kind = number % self._kinds
        if kind not in self._drawn:
            self._drawn[kind] = self._draw(kind)
        return self._drawn[kind]

    def _draw(self, number: int) -> bytes:
        pixels = self._ground.copy()
        cell = self.width // BITS
        for bit in range(BITS):
            pixels[:HEAD, bit * cell : (bit + 1) * cell] = 255 if number >> bit & 1 else 0
        done, data = cv2.imencode(".jpg", pixels)
        assert done
        return data.tobytes()

    def _paint_ground(self) -> Pixels:
        """Some light and some edges, so that a coach finds nothing to say."""
        across = np.linspace(60, 200, self.width, dtype=np.uint8)
        return np.repeat(np.tile(across, (self.height, 1))[:, :, None], 3, axis=2)

    def __enter__(self) -> Self:
        """Closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """As said."""
        self.close()


class _Server(ThreadingHTTPServer):
    """Waits for the threads of its connections when it is closed."""

    daemon_threads = False

    def __init__(self, camera: MjpegCamera) -> None:
        self.camera = camera
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    @override
    def log_message(self, format: str, *args: object) -> None:
        """To nobody."""

    def do_GET(self) -> None:
        """Called by http.server."""
        try:
            cast(_Server, self.server).camera.serve(self)
        except OSError:  # the reader went
            self.close_connection = True
