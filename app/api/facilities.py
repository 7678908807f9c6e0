"""The facilities, as families see them."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.facilities import Facilities, Facility


class FacilitiesApi:
    """What differs from one facility to the other."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, cursor: str | None = None) -> Facilities:
        """A page of facilities by name."""
        return self._transport.ask(Facilities, "GET", routes.FACILITIES, params={"cursor": cursor})

    def get(self, facility_id: str) -> Facility:
        """One facility. NotFound."""
        return self._transport.ask(Facility, "GET", routes.path(routes.FACILITY, facility_id=facility_id))
