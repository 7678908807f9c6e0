"""Runs the steps of the tour: waits for conditions with deadlines, notes what was asserted, takes a picture of each."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.values import CrashReport
from app.tour.browser import PageFault

STEP_DEADLINE_S = 15.0
LOOK_EVERY_MS = 10


class TourFailed(Exception):
    """Something that had to happen did not."""


@dataclass(slots=True)
class StepRecord:
    """One step as it stands in tour.json."""

    n: int
    title: str
    picture: str | None = None
    asserted: list[str] = field(default_factory=list)
    ms: int = 0


class Steps:
    """The steps taken so far, with their pictures in `folder`."""

    def __init__(self, folder: Path, first: int = 1) -> None:
        self.folder = folder
        self.records: list[StepRecord] = []
        self.window: QWidget | None = None
        self._next = first
        self._crash: CrashReport | None = None

    def take_crash(self, report: CrashReport) -> None:
        """A fault of the program itself ends the tour, wherever it came from."""
        self._crash = report

    @contextmanager
    def step(self, title: str) -> Iterator[StepRecord]:
        """One step; its picture is taken when everything in it held."""
        record = StepRecord(self._next, title)
        self._next += 1
        self.records.append(record)
        began = time.monotonic()
        try:
            yield record
            self._refuse_crash()
            record.picture = self.take_picture(f"{record.n:03d}-{slug(title)}.png")
        finally:
            record.ms = round((time.monotonic() - began) * 1000)

    @contextmanager
    def page_step(self, title: str, take: Callable[[], bytes]) -> Iterator[StepRecord]:
        """One step whose picture is of a web page, as PNG; there is no step if `take` can't give it."""
        png = take()
        window, self.window = self.window, None
        try:
            with self.step(title) as record:
                yield record
                name = f"{record.n:03d}-{slug(title)}.png"
                (self.folder / name).write_bytes(png)
            record.picture = name
        finally:
            self.window = window

    def check(self, what: str, holds: object) -> None:
        """Notes that `what` holds now, or fails the tour."""
        self._refuse_crash()
        if not holds:
            raise TourFailed(f"not so: {what}")
        self.records[-1].asserted.append(what)

    def until(self, what: str, condition: Callable[[], object], deadline_s: float = STEP_DEADLINE_S) -> None:
        """Lets the program run until `what` holds, or fails the tour at the deadline."""

        def holds() -> bool:
            with suppress(TourFailed):  # what is looked at may not be on the screen yet
                return self._crash is not None or bool(condition())
            return False

        if not run_until(holds, deadline_s):
            raise TourFailed(f"not within {deadline_s:.0f} s: {what}")
        self._refuse_crash()
        self.records[-1].asserted.append(what)

    def take_picture(self, name: str) -> str | None:
        """Saves what the window shows; the name, None without a window."""
        if self.window is None:
            return None
        settle()
        if not self.window.grab().save(str(self.folder / name), "PNG"):
            raise TourFailed(f"the picture {name} could not be written to {self.folder}")
        return name

    def failed_with(self, fault: BaseException) -> str:
        """The sentence about a failure, with a picture of the window as it stood."""
        step = self.records[-1] if self.records else StepRecord(0, "Start")
        with suppress(TourFailed, RuntimeError):
            step.picture = self.take_picture(f"{step.n:03d}-failed.png")
        kind = "" if isinstance(fault, (TourFailed, PageFault)) else f"{type(fault).__name__}: "
        return f"Step {step.n}, {step.title}: {kind}{fault}"

    def _refuse_crash(self) -> None:
        if self._crash is not None:
            raise TourFailed(f"the program broke: {self._crash.title}\n{self._crash.text}")


def write_report(
    folder: Path,
    steps: list[StepRecord],
    facts: dict[str, object],
    failure: str | None,
    name: str = "tour.json",
) -> None:
    """Writes tour.json: every step, whether all held, and what the tour ran on."""
    report = {
        "ok": failure is None,
        "failure": failure,
        "steps": [
            {
                "n": step.n,
                "title": step.title,
                "picture": step.picture,
                "asserted": step.asserted,
                "ms": step.ms,
            }
            for step in steps
        ],
        **facts,
    }
    (folder / name).write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


def run_until(condition: Callable[[], object], deadline_s: float) -> bool:
    """Runs the event loop until the condition holds; False at the deadline."""
    if condition():
        return True
    loop = QEventLoop()
    end = time.monotonic() + deadline_s
    held = False
    is_looking = False

    def look() -> None:
        nonlocal held, is_looking
        if is_looking:
            return  # the condition itself waits for something
        is_looking = True
        try:
            held = bool(condition())
        finally:
            is_looking = False
        if held or time.monotonic() > end:
            loop.quit()

    timer = QTimer()
    timer.setInterval(LOOK_EVERY_MS)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    return held


def settle() -> None:
    """Lets pending layouts and repaints happen, so that a picture shows what the state is."""
    loop = QEventLoop()
    for _ in range(8):  # a part within a part within a scrolled sheet is laid out in as many turns
        QTimer.singleShot(0, loop.quit)
        loop.exec()


def slug(title: str) -> str:
    """A title as part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
