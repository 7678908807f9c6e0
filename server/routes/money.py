"""The balance, its movements, vouchers."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.params import FromQuery, HeaderParameter, JSONBody

from contract import routes
from contract.money import Balance, Movements, Redeemed, Redemption
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.problems import Api, answers


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
def movements(request: Api, cursor: FromQuery[str | None] = None) -> Movements:
    """Every movement, newest first."""
    services, caller = signed_in(request)
    return services.vouchers.movements(caller.member_id, cursor)


@post(
    routes.VOUCHERS,
    guards=[member_only],
    dto=StrictBody[Redemption],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
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
