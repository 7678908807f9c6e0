"""What the managers' pages have in common: which facility, its tabs, and the way back after a change."""

from __future__ import annotations

from typing import Final

from litestar import Response

from server.console.desk import PATH, Desk
from server.services.faults import NotFound
from server.services.review_queue import FacilityChoice
from server.services.staff import MANAGING, StaffCaller
from server.web.forms import WebRequest
from server.web.pages import go_to

TABS: Final = (
    ("", "Settings"),
    ("/rules", "Rules and reasons"),
    ("/asking", "Asking"),
    ("/words", "Word lists"),
    ("/people", "People"),
    ("/staff", "Staff"),
)
"""The pages of one facility: the end of the address, and the word."""


def home(facility_id: str, tab: str = "") -> str:
    """The address of one of its pages."""
    return f"{PATH}/manage/{facility_id}{tab}"


def choices(desk: Desk, caller: StaffCaller) -> tuple[FacilityChoice, ...]:
    """The facilities they manage. Raises Forbidden."""
    caller.staff.must_be(MANAGING)
    return desk.services.review.facilities(caller.staff)


def show(
    request: WebRequest,
    desk: Desk,
    caller: StaffCaller,
    facility_id: str,
    tab: str,
    template: str,
    *,
    status: int = 200,
    **values: object,
) -> Response[str]:
    """A page of this facility with its tabs. Raises Forbidden, NotFound."""
    known = choices(desk, caller)
    here = next((one for one in known if one.id == facility_id), None)
    if here is None:
        raise NotFound
    return desk.show(
        request,
        caller,
        template,
        status=status,
        here=here,
        choices=known,
        tabs=[(home(facility_id, end), words, end == tab) for end, words in TABS],
        base=home(facility_id),
        **values,
    )


def saved(facility_id: str, tab: str = "", done: str = "saved") -> Response[str]:
    """Back to the page the form was on; `done` is what it says happened."""
    return go_to(f"{home(facility_id, tab)}?done={done}")
