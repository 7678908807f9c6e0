"""The 936 cells of state × action × role are what docs/journey.md says."""

from __future__ import annotations

from tests.unit.server import journey
from tests.unit.server.world import World


def test_every_cell_of_the_page_is_what_happens(world: World) -> None:
    cells = list(journey.Stage.build(world).cells())
    assert len(cells) == 936
    for state, action, role, outcome in cells:  # what the page must never say, whatever it says
        if action in ("approve", "refuse") and outcome == journey.YES:
            assert (state, role) in {
                ("in review", "first reviewer"),
                ("appeal in review", "other reviewer"),
                ("photo in review", "first reviewer"),
            }
        if action in ("accept", "decline"):
            answered = {("offered", action), ("accepted, leaving", "accept")}
            assert (outcome == journey.YES) == ((state, action) in answered and role == "sender")
        if role in ("auditor", "reviewer elsewhere"):
            assert outcome != journey.YES, (state, action, role)
    page = journey.PAGE.read_text("utf-8")
    written = page.partition(f"{journey.BEGIN}\n")[2].partition(journey.END)[0]
    assert journey.table(cells) == written, "run `python -m tests.unit.server.journey`, read what changed"
