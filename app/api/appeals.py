"""Asking for a second look at what was not approved."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.appeals import Appealed, NewAppeal


class AppealsApi:
    """The one appeal against a refusal, whatever was refused."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def ask(self, submission_id: str, text: str) -> Appealed:
        """Take it to somebody else; the same words again do no harm. WrongState, NotEnoughFunds, CannotWriteNow,
        Refused, NotFound.
        """
        route = routes.path(routes.APPEAL, submission_id=submission_id)
        return self._transport.ask(Appealed, "POST", route, body=NewAppeal(text=text))
