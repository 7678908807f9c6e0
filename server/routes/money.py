"""The balance, its movements, vouchers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from litestar import get, post
from litestar.params import FromQuery, HeaderParameter, JSONBody

from contract import routes
from contract.money import Balance, MovementFilter, Movements, Redeemed, Redemption
from contract.problems import FieldReason
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.problems import Api, answers
from server.services.faults import InvalidField
from server.services.movement_search import MovementSearch

SEARCH_CHARACTERS: Final = 80


@get(routes.BALANCE, guards=[member_only], responses=answers(P.SIGNED_OUT), sync_to_thread=True)
def balance(request: Api) -> Balance:
    """What can be spent, and what is held."""
    services, caller = signed_in(request)
    return services.vouchers.balance(caller.member_id)


@get(
    routes.MOVEMENTS,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
    sync_to_thread=True,
)
def movements(
    request: Api,
    cursor: FromQuery[str | None] = None,
    kind: FromQuery[str] = MovementFilter.ALL.value,
    q: FromQuery[str] = "",
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
) -> Movements:
    """Movements, newest first: all, or those of one kind, with these words, at or after `since`, before `until`."""
    services, caller = signed_in(request)
    for name, moment in (("since", since), ("until", until)):
        if moment is not None and moment.tzinfo is None:
            raise InvalidField(name, FieldReason.WRONG)
    wanted = MovementSearch(MovementFilter(kind), _words(q), since, until)
    return services.vouchers.movements(caller.member_id, cursor, wanted)


def _words(text: str) -> str:
    if len(text) > SEARCH_CHARACTERS:
        raise InvalidField("q", FieldReason.TOO_LONG, limit=SEARCH_CHARACTERS, count=len(text))
    if "\x00" in text:
        raise InvalidField("q", FieldReason.FORBIDDEN_CHARACTER)
    return text


@post(
    routes.VOUCHERS,
    guards=[member_only],
    dto=StrictBody[Redemption],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.THROTTLED,
        P.VOUCHER_UNKNOWN,
        P.VOUCHER_USED,
        P.KEY_REUSED,
    ),
    sync_to_thread=True,
)
def redeem_voucher(
    request: Api,
    data: JSONBody[Redemption],
    idempotency_key: Annotated[str | None, HeaderParameter(name=routes.IDEMPOTENCY_KEY)] = None,
) -> Redeemed:
    """Pays a voucher in, exactly once for each Idempotency-Key (a UUID4)."""
    services, caller = signed_in(request)
    return services.vouchers.redeem(caller.member_id, idempotency_key, data)
