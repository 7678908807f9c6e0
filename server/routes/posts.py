"""Posting to everybody on the list, reading one's posts again, withdrawing and hiding them."""

from __future__ import annotations

from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from contract import routes
from contract.posts import ContactPost, ContactPosts, NewPost, Post, Posts
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers


@post(
    routes.POSTS,
    guards=[member_only],
    dto=StrictBody[NewPost],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.NOT_FOUND,
        P.NOT_ENOUGH_FUNDS,
        P.PRICE_CHANGED,
        P.NOT_REACHED,
        P.UPLOAD_MISSING,
        P.WRONG_STATE,
        P.KEY_REUSED,
        P.THROTTLED,
    ),
    sync_to_thread=True,
)
def send_post(
    request: Api,
    data: JSONBody[NewPost],
    idempotency_key: Annotated[str | None, HeaderParameter(name=routes.IDEMPOTENCY_KEY)] = None,
) -> Post:
    """Takes a post in at every facility it names, exactly once for each Idempotency-Key (a UUID4)."""
    services, caller = signed_in(request)
    return services.posts.send(caller.member_id, idempotency_key, data)


@get(
    routes.POSTS,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
    sync_to_thread=True,
)
def posts(request: Api, cursor: FromQuery[str | None] = None, hidden: FromQuery[bool] = False) -> Posts:
    """The member's posts, newest first; with `hidden` those that were hidden, and only them."""
    services, caller = signed_in(request)
    return services.posts.page(caller.member_id, cursor, hidden)


@get(
    typed(routes.POST),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def one_post(request: Api, post_id: FromPath[str]) -> Post:
    """One post."""
    services, caller = signed_in(request)
    return services.posts.get(caller.member_id, post_id)


@post(
    typed(routes.POST_WITHDRAWAL),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND, P.WRONG_STATE),
    sync_to_thread=True,
)
def withdraw_post(request: Api, post_id: FromPath[str]) -> Post:
    """Takes a post back wherever it is not decided on yet."""
    services, caller = signed_in(request)
    return services.posts.withdraw(caller.member_id, post_id)


@post(
    typed(routes.POST_PART_WITHDRAWAL),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND, P.WRONG_STATE),
    sync_to_thread=True,
)
def withdraw_post_part(request: Api, submission_id: FromPath[str]) -> Post:
    """Takes a post back at one facility, before it is decided on there."""
    services, caller = signed_in(request)
    return services.posts.withdraw_part(caller.member_id, submission_id)


@post(
    typed(routes.POST_HIDING),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def hide_post(request: Api, post_id: FromPath[str]) -> Post:
    """Leaves a post out of the feed from now on."""
    services, caller = signed_in(request)
    return services.posts.hide(caller.member_id, post_id)


@delete(
    typed(routes.POST_HIDING),
    guards=[member_only],
    status_code=200,
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def show_post(request: Api, post_id: FromPath[str]) -> Post:
    """Shows a hidden post in the feed again."""
    services, caller = signed_in(request)
    return services.posts.hide(caller.member_id, post_id, hidden=False)


@get(
    routes.CONTACT_POSTS,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
    sync_to_thread=True,
)
def contact_posts(
    request: Api, cursor: FromQuery[str | None] = None, hidden: FromQuery[bool] = False
) -> ContactPosts:
    """What the member's contacts posted, newest first; with `hidden` what was hidden, and only that."""
    services, caller = signed_in(request)
    return services.resident_posts.page(caller.member_id, cursor, hidden)


@put(
    typed(routes.CONTACT_POST_HIDING),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def hide_contact_post(request: Api, post_id: FromPath[str]) -> ContactPost:
    """Leaves a contact's post out of the feed from now on."""
    services, caller = signed_in(request)
    return services.resident_posts.hide(caller.member_id, post_id)


@delete(
    typed(routes.CONTACT_POST_HIDING),
    guards=[member_only],
    status_code=200,
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def show_contact_post(request: Api, post_id: FromPath[str]) -> ContactPost:
    """Shows it in the feed again."""
    services, caller = signed_in(request)
    return services.resident_posts.hide(caller.member_id, post_id, hidden=False)
