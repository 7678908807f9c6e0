"""Facilities, and finding somebody at one."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath, FromQuery

from contract import routes
from contract.facilities import Facilities, Facility, FoundResidents
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.paths import typed
from server.routes.problems import Api, answers


@get(
    routes.FACILITIES,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
    sync_to_thread=True,
)
def facilities(request: Api, cursor: FromQuery[str | None] = None) -> Facilities:
    """Every facility, by name."""
    services, _ = signed_in(request)
    return services.facilities.page(cursor)


@get(
    typed(routes.FACILITY),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def facility(request: Api, facility_id: FromPath[str]) -> Facility:
    """One facility."""
    services, _ = signed_in(request)
    return services.facilities.get(facility_id)


@get(
    typed(routes.RESIDENTS),
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT, P.NOT_FOUND, P.THROTTLED),
    sync_to_thread=True,
)
def find_residents(request: Api, facility_id: FromPath[str], q: FromQuery[str] = "") -> FoundResidents:
    """The few people whose name or number matches."""
    services, caller = signed_in(request)
    return services.finding.find(caller.member_id, facility_id, q)
