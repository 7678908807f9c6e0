"""Run in a process of its own: starts a program and says on stdout when what is waited for has been painted.

`python -m benchmarks._painted bare` is an empty QMainWindow, `… app ARGUMENTS` the client. A line "painted" follows the
first picture of the window; with `--until-rows NAME` only once the view of that object name shows a row.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

# As in a real start, where nothing of Qt is imported before the client has had its say.
if "app" in sys.argv:
    from app.__main__ import main as run_client

# isort: split
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMainWindow
from typing_extensions import override

ROWS = "--until-rows"
LOOK_MS = 4
"""How often the view with rows is looked for; its picture is awaited after that, so we are never told too soon."""


class Watch(QObject):
    """Sees the first picture of the window, or the one after the view has rows, and ends the process after it.

    It filters the events of the window alone: a filter in Python over all events would itself be most of the start.
    A window paints all that is new in it while it handles an UpdateRequest.
    """

    def __init__(self, rows_of: str | None) -> None:
        super().__init__()
        self._rows_of = rows_of
        self._seen = False
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._find_view)
        self._wanted = QEvent.Type.Paint if rows_of is None else QEvent.Type.UpdateRequest
        if rows_of is None:
            for window in QApplication.topLevelWidgets():
                window.installEventFilter(self)
        else:
            self._look.start()

    def _find_view(self) -> None:
        for window in QApplication.topLevelWidgets():
            view = window.findChild(QAbstractItemView, self._rows_of or "")
            if view is not None and view.isVisible() and view.model().rowCount() > 0:
                self._look.stop()
                window.installEventFilter(self)
                view.update(view.model().index(0, 0))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The picture is there when Qt's loop comes back from painting."""
        if not self._seen and event.type() == self._wanted:
            self._seen = True
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        sys.stdout.write("painted\n")
        sys.stdout.flush()
        for window in QApplication.topLevelWidgets():
            window.close()
        QCoreApplication.quit()


def main(arguments: Sequence[str]) -> int:
    """The exit code of what was started."""
    rows_of = None
    if arguments[0] == ROWS:
        rows_of, arguments = arguments[1], arguments[2:]
    run_loop = QApplication.exec

    def watched_loop(*_: object) -> int:
        app = QCoreApplication.instance()
        assert app is not None
        watch = Watch(rows_of)
        watch.setParent(app)
        return run_loop()

    QApplication.exec = watched_loop  # type: ignore[method-assign]
    if arguments[0] == "bare":
        app = QApplication(["bare"])
        window = QMainWindow()
        window.resize(1280, 800)
        window.show()
        return app.exec()
    return run_client(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
