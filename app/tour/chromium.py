"""A Chromium that is on this computer anyway, asked over a pipe for pictures of pages; nothing of it is kept."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ANSWER_S: Final = 20.0
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS: Final = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-proxy-server",
)
_PICTURES_IN_VIEW: Final = (
    "Promise.all([...document.images].filter(one => one.getBoundingClientRect().top < innerHeight)"
    ".map(one => one.decode().catch(() => null)))"
)
Message = dict[str, object]


class NoChromium(Exception):
    """There is none here, or it does not answer; says why."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to be taken: its address, the cookies of who looks at it, and the window it is looked at in."""

    address: str
    cookies: tuple[tuple[str, str], ...]
    width: int = 1280
    height: int = 800


class Chromium:
    """One headless browser with one empty page. Raises NoChromium for whatever it does not do."""

    def __init__(self, write_fd: int, read_fd: int) -> None:
        self._write_fd, self._read_fd = write_fd, read_fd
        self._number = 0
        self._rest = b""
        self._events: list[Message] = []
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = str(attached["sessionId"])
        self._ask("Page.enable")

    def take(self, shot: Shot) -> bytes:
        """The page as PNG, once it is loaded with every picture in view, also those that load when they are seen."""
        self._ask("Network.clearBrowserCookies")
        for name, value in shot.cookies:
            self._ask("Network.setCookie", {"name": name, "value": value, "url": shot.address})
        size = {"width": shot.width, "height": shot.height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", size)
        self._events.clear()
        self._ask("Page.navigate", {"url": shot.address})
        end = time.monotonic() + ANSWER_S
        while not any(event.get("method") == "Page.loadEventFired" for event in self._events):
            self._events.append(self._next(end))
        self._ask("Runtime.evaluate", {"expression": _PICTURES_IN_VIEW, "awaitPromise": True})
        return base64.b64decode(str(self._ask("Page.captureScreenshot", {"format": "png"})["data"]))

    def _ask(self, method: str, parameters: Mapping[str, object] | None = None) -> Message:
        self._number += 1
        message: Message = {"id": self._number, "method": method, "params": dict(parameters or {})}
        if not method.startswith("Target."):
            message["sessionId"] = self._session
        try:
            os.write(self._write_fd, json.dumps(message).encode() + b"\0")
        except OSError as fault:
            raise NoChromium(f"the browser is gone: {fault}") from fault
        end = time.monotonic() + ANSWER_S
        while True:
            answer = self._next(end)
            if answer.get("id") != self._number:
                self._events.append(answer)
                continue
            result = answer.get("result")
            if not isinstance(result, dict):
                raise NoChromium(f"{method}: {answer.get('error')}")
            return result

    def _next(self, end: float) -> Message:
        while b"\0" not in self._rest:
            if not select.select([self._read_fd], [], [], max(0.0, end - time.monotonic()))[0]:
                raise NoChromium(f"the browser did not answer within {ANSWER_S:.0f} s")
            part = os.read(self._read_fd, 1 << 16)
            if not part:
                raise NoChromium("the browser ended")
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\0")
        message: Message = json.loads(line)
        return message


def find_chromium() -> Path:
    """Where it is. Raises NoChromium."""
    if sys.platform == "win32":
        raise NoChromium("pages are not taken on Windows, where no pipe can be handed over")
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise NoChromium("there is no Chromium here")


@contextmanager
def open_chromium(executable: Path) -> Iterator[Chromium]:
    """A browser with a profile that is thrown away; it ends with the block."""
    orders, answers = _high_pipe(), _high_pipe()
    # As root it starts without its sandbox or not at all; it is shown nothing but this program's own pages.
    flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with tempfile.TemporaryDirectory(prefix="gettingout-pages-", ignore_cleanup_errors=True) as profile:
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        process = os.posix_spawn(
            executable,
            [str(executable), *flags, f"--user-data-dir={profile}"],
            os.environ,
            # It reads its orders from 3 and answers on 4.
            file_actions=[*quiet, (os.POSIX_SPAWN_DUP2, orders[0], 3), (os.POSIX_SPAWN_DUP2, answers[1], 4)],
            setpgroup=0,
        )
        os.close(orders[0])
        os.close(answers[1])
        try:
            yield Chromium(orders[1], answers[0])
        finally:
            os.close(orders[1])
            os.close(answers[0])
            with suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _high_pipe() -> tuple[int, int]:
    """A pipe whose numbers are not among those that the browser is given."""
    import fcntl  # there is none on Windows

    low = os.pipe()
    high = (fcntl.fcntl(low[0], fcntl.F_DUPFD_CLOEXEC, 10), fcntl.fcntl(low[1], fcntl.F_DUPFD_CLOEXEC, 10))
    os.close(low[0])
    os.close(low[1])
    return high
