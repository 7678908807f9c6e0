"""P9: from a reviewer's approval on the console page to the step painted in the client, over loopback."""

from __future__ import annotations

import statistics
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._client import PaintCount, wait_for
from benchmarks._report import report
from benchmarks._world import PRICE_CENTS, REVIEWER, World, running_world

# isort: split
from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.domain.values import Connection, StepKind
from app.services.place import Address
from app.tour.pages import ReviewDesk
from app.viewmodels.app import AppViewModel
from app.viewmodels.thread import ThreadViewModel
from app.widgets.theme import ThemeController
from app.widgets.thread_list import ThreadList
from benchmarks._running import running_engine
from contract import routes
from contract.messages import NewMessage

APPROVALS = 25
ROUND_TRIPS = 60
PROMISE_S = 0.150
DECIDED = (StepKind.APPROVED, StepKind.DELIVERED, StepKind.OPENED)


def main() -> None:
    """One message after the other: sent, read by the reviewer, approved, and awaited on the screen."""
    app = QApplication([])
    theme = ThemeController(app, "light")
    with running_world(1) as world, _client(world) as thread:
        view = ThreadList()
        view.resize(936, 640)
        view.setModel(thread.model)
        view.show()
        shown_s = _approve_all(world, thread, view)
        trip_s = _round_trip_s(world)
        view.deleteLater()
    median = statistics.median(shown_s)
    report("P9 approval to step shown", median * 1000, "ms", "<= 150", median <= PROMISE_S)
    report("P9 slowest approval to step shown", max(shown_s) * 1000, "ms", "told, not promised", True)
    report("P9 one HTTP round trip", trip_s * 1000, "ms", "told, not promised", True)
    theme.deleteLater()


@contextmanager
def _client(world: World) -> Iterator[ThreadViewModel]:
    """The member's client without its window, following the events, the conversation open."""
    with TemporaryDirectory(prefix="gettingout-bench-") as folder:
        data_dir = Path(folder)
        settings = Settings(data_dir=data_dir, user_file=data_dir / "config.toml", server_url=world.base_url)
        address = Address(world.base_url, world.secret)
        app = AppViewModel(settings, lambda _, tell: running_engine(address, data_dir, tell))
        app.start()
        try:
            wait_for(lambda: not app.is_starting, "the start")
            app.sign_in.sign_in("member0@example.org", "long-enough-0-x", False)
            wait_for(lambda: app.connection is Connection.ONLINE, "the connection")
            wait_for(lambda: app.conversations.model.rowCount() > 0, "the loading")
            contact_id = world.writers[0].contact_id
            app.conversations.select(contact_id)
            app.conversation.open(contact_id)
            wait_for(lambda: app.conversation.contact is not None, "the opening")
            yield app.conversation
        finally:
            app.shutdown()


def _approve_all(world: World, thread: ThreadViewModel, view: ThreadList) -> list[float]:
    """Seconds from pressing "Decide" to the painted step, each."""
    desk = ReviewDesk(world.base_url + routes.REVIEW, *REVIEWER)
    api = world.api(world.writers[0])
    contact_id = world.writers[0].contact_id
    paints = PaintCount(view)
    shown_s = []
    try:
        for number in range(APPROVALS):
            words = f"Message {number}: the porch light works again."
            sent = api.messages.send(
                str(uuid.uuid4()), NewMessage(contact_id=contact_id, text=words, price_cents=PRICE_CENTS)
            )
            item = desk.read(sent.number)
            _wait_for_step(thread, sent.id, (StepKind.IN_REVIEW,))
            decision = threading.Thread(target=desk.approve, args=(item,))
            start = time.perf_counter()
            decision.start()
            _wait_for_step(thread, sent.id, DECIDED)
            paints.wait_for_one()
            shown_s.append(time.perf_counter() - start)
            decision.join()
    finally:
        api.close()
    return shown_s


def _wait_for_step(thread: ThreadViewModel, message_id: str, kinds: Sequence[StepKind]) -> None:
    wait_for(lambda: _step(thread, message_id) in kinds, f"the step {kinds[0].value}")


def _step(thread: ThreadViewModel, message_id: str) -> StepKind | None:
    return next((item.kind for item in thread.model.items if item.message_id == message_id), None)


def _round_trip_s(world: World) -> float:
    """The median of asking for the balance on a connection that is open."""
    api = world.api(world.writers[0])
    times = []
    try:
        for _ in range(ROUND_TRIPS):
            start = time.perf_counter()
            api.money.balance()
            times.append(time.perf_counter() - start)
    finally:
        api.close()
    return statistics.median(times)


if __name__ == "__main__":
    main()
