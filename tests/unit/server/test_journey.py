"""The 1,224 cells of state × action × role are what docs/journey.md says."""

from __future__ import annotations

import pytest

from server.services import offers
from tests.unit.server import journey
from tests.unit.server.offering import changed_without_child
from tests.unit.server.world import World


@pytest.mark.timeout(300)  # so many transactions take their time on a machine that does other things as well
def test_every_cell_of_the_page_is_what_happens(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "rebuild", changed_without_child)  # nothing here depends on the pixels
    cells = list(journey.Stage.build(world).cells())
    assert len(cells) == 1_224
    for state, action, role, outcome in cells:  # what the page must never say, whatever it says
        if action in ("approve", "refuse") and outcome == journey.YES:
            assert (state, role) in {
                ("in review", "first reviewer"),
                ("appeal in review", "other reviewer"),
                ("photo, in review", "first reviewer"),
                ("post with a photo, in review", "first reviewer"),
            }
        if action in ("accept", "decline"):
            answered = {("offered", action), ("accepted, leaving", "accept")}
            _, stage = journey.OFFERED[state]
            assert (outcome == journey.YES) == ((stage, action) in answered and role == "sender")
        if role in ("auditor", "reviewer elsewhere"):
            assert outcome != journey.YES, (state, action, role)
    for (state, action, role, outcome), same in zip(
        _of("photo", cells), _of("post with a photo", cells), strict=True
    ):
        assert (state, action, role, outcome) == same
    page = journey.PAGE.read_text("utf-8")
    written = page.partition(f"{journey.BEGIN}\n")[2].partition(journey.END)[0]
    assert journey.table(cells) == written, "run `python -m tests.unit.server.journey`, read what changed"


def _of(what: str, cells: list[journey.Cell]) -> list[journey.Cell]:
    """The cells of what was sent this way, by how far it is: a post with a photo is no exception."""
    return [
        (journey.OFFERED[state][1], action, role, outcome)
        for state, action, role, outcome in cells
        if state.startswith(f"{what}, ")
    ]
