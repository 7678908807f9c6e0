"""Run in a process of its own: starts a program and says on stdout when what is waited for has been painted.

`python -m benchmarks._painted bare` is an empty QMainWindow, `… app ARGUMENTS` the client. A line "painted" follows the
first picture of the window; with `--until-rows NAME` only once the view of that object name shows a row.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMainWindow, QWidget
from typing_extensions import override

ROWS = "--until-rows"


class Watch(QObject):
    """Sees every paint event of the process, and ends it after the one that matters."""

    def __init__(self, rows_of: str | None) -> None:
        super().__init__()
        self._rows_of = rows_of
        self._seen = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """After the paint event of the window, or of the view that has rows."""
        if not self._seen and event.type() == QEvent.Type.Paint and self._matters(watched):
            self._seen = True
            QTimer.singleShot(0, self, self._tell)
        return False

    def _matters(self, watched: QObject) -> bool:
        if not isinstance(watched, QWidget):
            return False
        if self._rows_of is None:
            return watched.isWindow()
        view = watched.parent()
        if not isinstance(view, QAbstractScrollArea) or view.objectName() != self._rows_of:
            return False
        model = getattr(view, "model", lambda: None)()
        return model is not None and model.rowCount() > 0

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
        app.installEventFilter(watch)
        return run_loop()

    QApplication.exec = watched_loop  # type: ignore[method-assign]
    if arguments[0] == "bare":
        app = QApplication(["bare"])
        window = QMainWindow()
        window.resize(1280, 800)
        window.show()
        return app.exec()
    from app.__main__ import main as run_client

    return run_client(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
