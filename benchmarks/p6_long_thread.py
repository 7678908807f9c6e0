"""P6: what a conversation of 100,000 messages costs to open, to scroll and to hold, against one of 100."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks._cached import NO_SERVER, Kept, kept_conversations
from benchmarks._client import PaintCount, wait_for
from benchmarks._memory import resident_mib
from benchmarks._report import report

# isort: split
from PySide6.QtWidgets import QAbstractSlider, QApplication

from app.config import Settings
from app.services.engine import build_engine
from app.viewmodels.app import AppViewModel
from app.viewmodels.thread import ThreadViewModel
from app.widgets.theme import ThemeController
from app.widgets.thread_list import ThreadList

LENGTHS = {"long": 100_000, "short": 100}
ROUNDS = 9
PAGES = 8
WIDTH, HEIGHT = 936, 640


def main() -> None:
    """Open and scroll both in turns; the memory is compared when each was opened for the first time."""
    app = QApplication([])
    theme = ThemeController(app, "light")
    open_s: dict[str, list[float]] = {name: [] for name in LENGTHS}
    page_s: dict[str, list[float]] = {name: [] for name in LENGTHS}
    held_mib: dict[str, float] = {}
    with kept_conversations(LENGTHS) as kept, _client(kept) as thread:
        view = ThreadList()
        view.resize(WIDTH, HEIGHT)
        view.setModel(thread.model)
        view.older_wanted.connect(thread.load_older)
        view.show()
        for _ in range(ROUNDS):
            for name in ("short", "long"):
                seconds, pages_s = _open_and_scroll(thread, view, name)
                open_s[name].append(seconds)
                page_s[name] += pages_s
                held_mib.setdefault(name, resident_mib())
        view.deleteLater()
    for what, times in (("open", open_s), ("scroll a page", page_s)):
        ratio = statistics.median(times["long"]) / statistics.median(times["short"])
        report(f"P6 {what}, 100,000 to 100 messages", ratio, "x", "<= 1.5", ratio <= 1.5)
        report(f"P6 {what}", statistics.median(times["long"]) * 1000, "ms", "told, not promised", True)
    more = held_mib["long"] - held_mib["short"]
    report("P6 resident memory for it", more, "MiB", "<= 30", more <= 30)
    theme.deleteLater()


@contextmanager
def _client(kept: Kept) -> Iterator[ThreadViewModel]:
    """The signed-in client's open conversation, without its window and without a server."""
    settings = Settings(
        data_dir=kept.data_dir,
        user_file=kept.data_dir / "config.toml",
        server_url=NO_SERVER,
        secret_fd=kept.secret_fd(),
    )
    app = AppViewModel(settings, build_engine)
    app.start()
    try:
        wait_for(lambda: not app.is_starting, "the start")
        if app.session is None:
            raise SystemExit("nobody is signed in; the figure would be a lie")
        yield app.conversation
    finally:
        app.shutdown()


def _open_and_scroll(thread: ThreadViewModel, view: ThreadList, name: str) -> tuple[float, list[float]]:
    """Seconds to open, from the choice to the painted messages, and to scroll each page up."""
    paints = PaintCount(view)
    start = time.perf_counter()
    thread.open(name)
    wait_for(lambda: thread.model.rowCount() > 0, "the opening")
    _paint(view, paints)
    opened_s = time.perf_counter() - start
    pages_s = []
    for _ in range(PAGES):
        start = time.perf_counter()
        view.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderPageStepSub)
        _paint(view, paints)
        wait_for(lambda: not thread.is_loading, "older messages")
        pages_s.append(time.perf_counter() - start)
    thread.close()
    paints.deleteLater()
    return opened_s, pages_s


def _paint(view: ThreadList, paints: PaintCount) -> None:
    """What is in sight now, on the screen."""
    view.viewport().update()
    paints.wait_for_one()


if __name__ == "__main__":
    main()
