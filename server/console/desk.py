"""What every page of the console has in common: the services, who is signed in, and the head of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from litestar import Response
from litestar.di import NamedDependency

from server.services.bundle import Services
from server.services.faults import SignedOut
from server.services.staff import StaffCaller
from server.web.forms import Realm, WebRequest, token_for
from server.web.pages import Pages

PATH: Final = "/review"

SAID: Final = {
    "approved": ("good", "approved", "Approved. It is on its way now."),
    "refused": ("", "check", "Not approved. The sender can read the reason now."),
    "offered": (
        "",
        "check",
        "Offered. The sender sees the changed photo with your words, and can say yes or no.",
    ),
    "leaving": (
        "good",
        "approved",
        "Approved. It leaves when its delay is over; until then you can take it back.",
    ),
    "back": ("", "check", "Taken back. Nothing has left; it is yours to decide on again."),
    "gone": ("wait", "clock", "It had left already, or somebody else has it. Nothing was changed."),
    "stepped_back": ("", "check", "Noted. Somebody else decides on everything of theirs."),
    "skipped": ("", "check", "Given back to the queue, undecided."),
    "allowed": ("good", "approved", "Allowed. The person is asked next, in the reader."),
    "declined": ("", "check", "Not allowed. The sender can read the reason now."),
    "answered": (
        "wait",
        "clock",
        "Somebody else answered this request in the meantime. Nothing was changed.",
    ),
    "saved": ("good", "approved", "Saved."),
    "planned": ("good", "clock", "Planned. The prices change on that day by themselves."),
    "dropped": ("", "check", "The present prices stay."),
    "paused": ("wait", "clock", "The facility is paused. Families read your notice before they pay."),
    "resumed": ("good", "approved", "Promises run on, moved by as long as they stood still."),
    "added": ("good", "approved", "Added."),
    "pin": ("good", "approved", "The new PIN counts from now on."),
    "moved": ("good", "approved", "Transferred. Families are told."),
    "list_ended": ("", "check", "The list holds nothing any more."),
    "ended": ("", "check", "They are signed out and can’t sign in any more."),
    "none": ("", "check", "Nothing else waits that nobody is reading."),
}
"""What just happened, by the word in the address; any other word says nothing."""


@dataclass(frozen=True)
class Desk:
    """The console as its pages use it."""

    services: Services
    pages: Pages
    realm: Realm

    def caller(self, request: WebRequest, *, is_use: bool = True) -> StaffCaller:
        """Who is signed in; what a page asks by itself is no use. Raises SignedOut."""
        token = request.cookies.get(self.realm.session_cookie)
        if not token:
            raise SignedOut
        return self.services.staff.whoami(token, is_use=is_use)

    def show(
        self,
        request: WebRequest,
        caller: StaffCaller,
        template: str,
        *,
        status: int = 200,
        **values: object,
    ) -> Response[str]:
        """A page with the console's head: what waits (`counts` if known), whose facility, what just happened."""
        counts = values.pop("counts", None) or self.services.review.waiting(caller.staff)
        staff = caller.staff
        facilities = self.services.review.facilities(staff)
        return self.pages.show_with_script(
            f"console/{template}",
            status=status,
            staff=staff,
            facility_name=facilities[0].name if len(facilities) == 1 else "All facilities",
            counts=counts,
            leaving=self.services.review.leaving(staff),
            csrf=token_for(self.realm.secret(request)),
            now=self.services.store.clock(),
            said=SAID.get(request.query_params.get("done", "")),
            **values,
        )


AtDesk: TypeAlias = NamedDependency[Desk]
Caller: TypeAlias = NamedDependency[StaffCaller]
"""How handlers ask for both: by their names, `desk` and `caller`."""
