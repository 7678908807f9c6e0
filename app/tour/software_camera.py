"""A camera made in software, for the tour: a painted face, sent as MJPEG over HTTP on this computer alone."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from typing_extensions import override

from app.config import CameraSetting

WIDTH, HEIGHT = 1280, 720
PICTURES_A_SECOND = 30
NAMES = 8
"""Different pictures, gone through again and again: the head moves a little, as nobody sits still."""
BOUNDARY = "picture"


class SoftwareCamera:
    """Listens on a free port until it is closed."""

    def __init__(self) -> None:
        pictures = tuple(_jpeg(_paint(number)) for number in range(NAMES))
        self._ended = ended = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"
            films: ClassVar[tuple[bytes, ...]] = pictures

            def send_pictures(self) -> None:
                """A stream that ends with the camera, or with whoever looks."""
                self.send_response(200)
                self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
                self.end_headers()
                number = 0
                try:
                    while not ended.wait(1 / PICTURES_A_SECOND):
                        picture = self.films[number % len(self.films)]
                        head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                        self.wfile.write(head.encode() + picture + b"\r\n")
                        number += 1
                except OSError:
                    return  # whoever looked is gone

            do_GET = send_pictures  # noqa: N815 - the name http.server looks for

            @override
            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="tour-camera", daemon=True)
        self._thread.start()

    @property
    def setting(self) -> CameraSetting:
        """The camera as the configuration would name it."""
        return CameraSetting(f"http://127.0.0.1:{self._server.server_port}/camera.mjpg", "Webcam")

    def close(self) -> None:
        """Every picture was the last."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _jpeg(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 88)  # type: ignore[call-overload] # a QIODevice is taken as well as a name
    return bytes(buffer.data().data())


def _paint(number: int) -> QImage:
    """A woman before a bookshelf; every picture with the head a little elsewhere."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    _paint_room(painter)
    _paint_person(painter, QPointF(640 + 3 * (number % 4), 330 + 2 * (number % 3)))
    painter.end()
    return image


def _paint_room(painter: QPainter) -> None:
    wall = QLinearGradient(0, 0, WIDTH, HEIGHT)
    wall.setColorAt(0, QColor("#e6dccb"))
    wall.setColorAt(1, QColor("#b9a98f"))
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), wall)
    colours = ("#6d3b2e", "#2e4d6d", "#8c7a3a", "#3f6b4f", "#7d5a7a", "#40403c")
    for shelf in range(4):
        top = 40 + shelf * 165
        painter.fillRect(QRectF(60, top + 130, 330, 12), QColor("#5b4630"))
        for book in range(11):
            high = 96 + (book * 37 + shelf * 23) % 32
            painter.fillRect(
                QRectF(70 + book * 29, top + 130 - high, 24, high),
                QColor(colours[(book + shelf) % len(colours)]),
            )
    painter.fillRect(QRectF(940, 60, 280, 330), QColor("#f4f1e8"))
    painter.fillRect(QRectF(960, 80, 240, 290), QColor("#8fb7d6"))
    painter.setBrush(QColor("#5f8d55"))
    painter.drawEllipse(QRectF(980, 250, 200, 180))
    painter.fillRect(QRectF(940, 370, 280, 80), QColor("#c9bb9f"))


def _paint_person(painter: QPainter, at: QPointF) -> None:
    def disc(x: float, y: float, wide: float, high: float, colour: str) -> None:
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QRectF(at.x() + x - wide / 2, at.y() + y - high / 2, wide, high))

    disc(0, 20, 330, 400, "#2d1d14")  # hair
    disc(0, 400, 560, 480, "#2b5d8c")  # shoulders
    disc(0, 190, 110, 150, "#b9805a")  # neck
    disc(0, 20, 240, 300, "#c98d66")  # face
    disc(0, -105, 250, 130, "#2d1d14")  # fringe
    for side in (-1, 1):
        disc(side * 52, 0, 44, 26, "#f7f2ec")
        disc(side * 52, 0, 20, 22, "#33241a")
        disc(side * 52, -34, 60, 10, "#2d1d14")
    disc(0, 50, 26, 40, "#b67a55")
    disc(0, 104, 96, 34, "#8f3d3d")
    disc(0, 96, 92, 24, "#c98d66")  # a smile
