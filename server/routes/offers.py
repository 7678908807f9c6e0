"""Answering the changed photo that a reviewer offers."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath, JSONBody

from contract import routes
from contract.galleries import SharedPhoto
from contract.offers import OfferAnswer
from contract.posts import Post
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers


@post(
    typed(routes.OFFER),
    guards=[member_only],
    dto=StrictBody[OfferAnswer],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.NOT_FOUND, P.WRONG_STATE),
    sync_to_thread=True,
)
def answer_offer(request: Api, data: JSONBody[OfferAnswer], submission_id: FromPath[str]) -> SharedPhoto:
    """Accepts or declines a changed photo, once; the same answer again gives the photo as it is now."""
    services, caller = signed_in(request)
    return services.offers.answer(caller.member_id, submission_id, data)


@post(
    typed(routes.POST_PART_OFFER),
    guards=[member_only],
    dto=StrictBody[OfferAnswer],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.NOT_FOUND, P.WRONG_STATE),
    sync_to_thread=True,
)
def answer_post_offer(request: Api, data: JSONBody[OfferAnswer], submission_id: FromPath[str]) -> Post:
    """Accepts or declines a changed photo for a post at one facility, once; the same again gives the post as it is."""
    services, caller = signed_in(request)
    return services.offers.answer_for_post(caller.member_id, submission_id, data)
