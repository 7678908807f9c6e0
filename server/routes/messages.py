"""Sending, reading and withdrawing messages."""

from __future__ import annotations

import asyncio
from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from contract import routes
from contract.messages import Message, Messages, NewMessage
from contract.problems import ProblemType as P
from server.lane import WriteLane
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers


@post(
    routes.MESSAGES,
    guards=[member_only],
    dto=StrictBody[NewMessage],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.NOT_FOUND,
        P.NOT_ENOUGH_FUNDS,
        P.PRICE_CHANGED,
        P.CANNOT_WRITE,
        P.KEY_REUSED,
    ),
)
async def send_message(
    request: Api,
    data: JSONBody[NewMessage],
    idempotency_key: Annotated[str | None, HeaderParameter(name=routes.IDEMPOTENCY_KEY)] = None,
) -> Message:
    """Takes a message in, exactly once for each Idempotency-Key (a UUID4)."""

    def send() -> Message:
        services, caller = signed_in(request)
        return services.messages.send(caller.member_id, idempotency_key, data)

    lane: WriteLane = request.app.state.lane
    return await asyncio.wrap_future(lane.submit(send))


@get(
    routes.MESSAGES,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def messages(
    request: Api, contact_id: FromQuery[str | None] = None, cursor: FromQuery[str | None] = None
) -> Messages:
    """Messages with one contact or with all, newest first."""
    services, caller = signed_in(request)
    return services.messages.page(caller.member_id, contact_id, cursor)


@get(
    typed(routes.MESSAGE),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def message(request: Api, message_id: FromPath[str]) -> Message:
    """One message."""
    services, caller = signed_in(request)
    return services.messages.get(caller.member_id, message_id)


@post(
    typed(routes.WITHDRAWAL),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND, P.WRONG_STATE),
    sync_to_thread=True,
)
def withdraw_message(request: Api, message_id: FromPath[str]) -> Message:
    """Takes a message back before it is decided on."""
    services, caller = signed_in(request)
    return services.messages.withdraw(caller.member_id, message_id)
