"""The pictures at scale 2, in a run of its own: the scale of a screen is fixed when Qt starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.tour.hands import Hands
from app.tour.steps import Steps
from app.tour.story import choose, sign_in

if TYPE_CHECKING:
    from app.bootstrap import Program


def tell_large_story(steps: Steps, hands: Hands, program: Program) -> None:
    """Sign in and one conversation; the titles say that it is scale 2."""
    app = program.view_model
    sign_in(steps, hands, app, " at scale 2")
    with steps.step("A conversation at scale 2"):
        choose(steps, hands, app, "Mateo")
        steps.check("a picture has four times the points", program.window.devicePixelRatioF() == 2.0)
        hands.type("Good morning! The first snow fell in the night.")
        steps.until("the draft is kept", lambda: hands.composer.draft_note.text() == "Draft kept")
