"""What the apps of the demo's staff would show now; there only in the demo world, whose passwords are no secret."""

from __future__ import annotations

from litestar import Controller, Response, get

from server.console.desk import AtDesk
from server.services.codes import STEP_S, code_at
from server.services.faults import NotFound


class CodePages(Controller):
    """One page, for looking around."""

    @get("/codes", sync_to_thread=True)
    def codes(self, desk: AtDesk) -> Response[str]:
        """The present codes. Unknown outside the demo world."""
        if not desk.services.settings.demo:
            raise NotFound
        from server.demo.people import STAFF

        now = desk.services.store.clock()
        return desk.pages.show(
            "console/codes.html",
            codes=[(one.name, one.username, code_at(one.code_secret, now)) for one in STAFF],
            seconds_left=STEP_S - int(now.timestamp()) % STEP_S,
        )
