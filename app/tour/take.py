"""Takes the tour: a program of its own in a folder that is thrown away, the story, the side pictures, tour.json."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.tour.steps import StepRecord, Steps, TourFailed, write_report

if TYPE_CHECKING:
    from app.config import Settings

PART_VARIABLE = "GETTINGOUT_TOUR_PART"
"""Set by the tour itself for the pictures at scale 2: the scale of a screen is fixed when Qt starts."""
LARGE = "large"
LARGE_REPORT = "large.json"
LARGE_DEADLINE_S = 120.0


def take_tour(folder: Path, settings: Settings) -> int:
    """0 only if every step really happened; pictures and tour.json are in `folder` either way."""
    folder.mkdir(parents=True, exist_ok=True)
    part = os.environ.get(PART_VARIABLE, "")
    first = _first_number(folder) if part == LARGE else 1
    if part != LARGE:
        for old in (*folder.glob("[0-9][0-9]*-*.png"), folder / "tour.json"):
            old.unlink(missing_ok=True)
    steps = Steps(folder, first)
    began = time.monotonic()
    facts: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="gettingout-tour-", ignore_cleanup_errors=True) as data:
        failure = _walk(steps, _for_the_tour(settings, Path(data)), facts, part)
    if part == LARGE:
        write_report(folder, steps.records, facts, failure, LARGE_REPORT)
    else:
        if failure is None:
            failure = _take_large(folder, steps)
        facts["seconds"] = round(time.monotonic() - began, 1)
        write_report(folder, steps.records, facts, failure)
    if failure is not None:
        sys.stderr.write(f"The tour stopped. {failure}\n")
        return 1
    return 0


def _walk(steps: Steps, settings: Settings, facts: dict[str, object], part: str) -> str | None:
    """Opens the program and walks through it; why it failed, or None."""
    from app.bootstrap import Program, make_application
    from app.tour.hands import Hands
    from app.tour.large_story import tell_large_story
    from app.tour.outage import Outage
    from app.tour.side_story import tell_side_story
    from app.tour.sides_story import tell_sides_story
    from app.tour.software_camera import SoftwareCamera
    from app.tour.story import tell_story

    app = make_application(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    outage = Outage()
    camera = SoftwareCamera()
    settings = settings._replace(cameras=(camera.setting,))
    program = Program(app, settings, build_engine=outage.build_engine)
    steps.window = program.window
    facts.update(_versions())
    try:
        program.window.resize(1280, 800)
        program.open()
        program.view_model.crashed.connect(steps.take_crash)
        hands = Hands(program)
        if part == LARGE:
            tell_large_story(steps, hands, program)
        else:
            tell_story(steps, hands, program)
            tell_side_story(steps, hands, program, outage)
            left_out = tell_sides_story(steps, program.view_model)
            facts["pages_left_out"] = left_out
            if left_out is not None:
                sys.stderr.write(f"The pages of both sides are left out: {left_out}.\n")
        return None
    except Exception as fault:  # noqa: BLE001 - whatever went wrong, the tour says at which step and shows the window
        return steps.failed_with(fault)
    finally:
        facts["screen"] = _screen(program.window)
        program.window.hide()
        program.end()
        camera.close()


def _for_the_tour(settings: Settings, data: Path) -> Settings:
    """A demo world of its own; secrets come over a descriptor and are gone with the program."""
    read, write = os.pipe()
    os.write(write, b"{}")
    os.close(write)
    return settings._replace(
        data_dir=data,
        user_file=data / "config.toml",
        server_url=None,
        demo=True,
        theme="light",
        secret_fd=read,
    )


def _take_large(folder: Path, steps: Steps) -> str | None:
    """The pictures at scale 2 by a second run of this program; why they failed, or None."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    environment = {**os.environ, PART_VARIABLE: LARGE, "QT_SCALE_FACTOR": "2"}
    done = subprocess.run(
        [*program, "--tour", str(folder)],
        env=environment,
        cwd=None if getattr(sys, "frozen", False) else Path(__file__).resolve().parents[2],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=LARGE_DEADLINE_S,
        check=False,
    )
    report = folder / LARGE_REPORT
    if report.exists():
        for step in json.loads(report.read_text("utf-8"))["steps"]:
            steps.records.append(StepRecord(**step))
        report.unlink()
    if done.returncode != 0:
        return f"At scale 2: {done.stderr.strip()[-500:] or done.returncode}"
    return None


def _first_number(folder: Path) -> int:
    """The number after the last picture that is there."""
    numbers = [int(path.name[:3]) for path in folder.glob("[0-9][0-9][0-9]-*.png")]
    return max(numbers, default=0) + 1


def _versions() -> dict[str, object]:
    from PySide6.QtCore import qVersion

    from contract.server_info import API_VERSION, CLIENT_VERSION

    return {
        "versions": {
            "client": CLIENT_VERSION,
            "api": API_VERSION,
            "python": platform.python_version(),
            "qt": qVersion(),
            "system": platform.platform(),
            "frozen": bool(getattr(sys, "frozen", False)),
        }
    }


def _screen(window: object) -> dict[str, object]:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QWidget

    if not isinstance(window, QWidget):
        raise TourFailed("there is no window")
    return {
        "platform": QGuiApplication.platformName(),
        "window": [window.width(), window.height()],
        "ratio": window.devicePixelRatioF(),
    }
