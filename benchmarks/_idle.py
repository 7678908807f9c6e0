"""Run in a process of its own: a window that nobody touches, which tells its memory and how often each thread woke.

`python -m benchmarks._idle bare` is an empty QMainWindow, `… app ADDRESS SECRET EMAIL PASSWORD FOLDER` the client,
signed in and connected. One JSON line is written once it has been left alone for a while.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from benchmarks._memory import resident_mib

CALM_MS = 6_000
"""From the last thing that happened to the watch: caches are filled, pictures are painted."""
WATCH_MS = 20_000


def main(arguments: list[str]) -> None:
    """Opens one of them and watches it."""
    if arguments[0] == "bare":
        app = QApplication(["bare"])
        window = QMainWindow()
        window.resize(1280, 800)
        window.show()
        QTimer.singleShot(CALM_MS, _watch)
        app.exec()
    else:
        _open_client(*arguments[1:])


def _open_client(base_url: str, secret: str, email: str, password: str, folder: str) -> None:
    from app.bootstrap import Program, make_application
    from app.config import Settings
    from app.domain.values import Connection
    from app.services.place import Address
    from benchmarks._client import wait_for
    from benchmarks._running import running_engine

    data_dir = Path(folder)
    settings = Settings(data_dir=data_dir, user_file=data_dir / "config.toml", server_url=base_url)
    address = Address(base_url, secret)
    app = make_application(["idle"])
    program = Program(app, settings, build_engine=lambda _, tell: running_engine(address, data_dir, tell))
    program.open()
    model = program.view_model
    wait_for(lambda: not model.is_starting, "the start")
    model.sign_in.sign_in(email, password, False)
    wait_for(lambda: model.connection is Connection.ONLINE, "the connection")
    wait_for(lambda: model.conversations.model.rowCount() > 0, "the conversations")
    QTimer.singleShot(CALM_MS, _watch)
    app.exec()
    program.end()


def _watch() -> None:
    before = _wake_ups()
    QTimer.singleShot(WATCH_MS, lambda: _tell(before))


def _tell(before: dict[str, int]) -> None:
    after = _wake_ups()
    woke = {name: count - before.get(name, 0) for name, count in after.items()}
    woke[threading.main_thread().name] -= 1  # for the timer that ends the watch
    figures = {"resident_mib": resident_mib(), "wake_ups": woke, "seconds": WATCH_MS / 1000}
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
    QApplication.quit()


def _wake_ups() -> dict[str, int]:
    """How often each thread went to sleep of itself so far, by its name; Qt's own threads have none in Python."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    found: dict[str, int] = {}
    for status in Path("/proc/self/task").glob("*/status"):
        name = names.get(int(status.parent.name), "of Qt and the libraries")
        line = next(
            line for line in status.read_text().splitlines() if line.startswith("voluntary_ctxt_switches")
        )
        found[name] = found.get(name, 0) + int(line.split()[1])
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
