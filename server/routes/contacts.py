"""The member's contacts."""

from __future__ import annotations

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from contract import routes
from contract.contacts import Contact, ContactHistory, ContactRequest, Contacts, ReadMark
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers


@get(
    routes.CONTACTS,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
    sync_to_thread=True,
)
def contacts(request: Api, cursor: FromQuery[str | None] = None) -> Contacts:
    """Everybody on the member's list, by name."""
    services, caller = signed_in(request)
    return services.contacts.page(caller.member_id, cursor)


@post(
    routes.CONTACTS,
    guards=[member_only],
    dto=StrictBody[ContactRequest],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.NOT_FOUND, P.ALREADY_CONTACT, P.CANNOT_ASK, P.THROTTLED
    ),
    sync_to_thread=True,
)
def request_contact(request: Api, data: JSONBody[ContactRequest]) -> Contact:
    """Asks somebody to be connected."""
    services, caller = signed_in(request)
    return services.contacts.request(caller.member_id, data)


@get(
    typed(routes.CONTACT),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """One contact."""
    services, caller = signed_in(request)
    return services.contacts.get(caller.member_id, contact_id)


@delete(
    typed(routes.CONTACT),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def end_contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """Ends the connection."""
    services, caller = signed_in(request)
    return services.contacts.end(caller.member_id, contact_id)


@put(
    typed(routes.BLOCK),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def block_contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """Blocks both ways."""
    services, caller = signed_in(request)
    return services.contacts.block(caller.member_id, contact_id)


@delete(
    typed(routes.BLOCK),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def unblock_contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """Takes the block away."""
    services, caller = signed_in(request)
    return services.contacts.unblock(caller.member_id, contact_id)


@put(
    typed(routes.MUTE),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def mute_contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """Nothing of this person makes itself noticed from now on."""
    services, caller = signed_in(request)
    return services.contacts.mute(caller.member_id, contact_id)


@delete(
    typed(routes.MUTE),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def unmute_contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """It does again."""
    services, caller = signed_in(request)
    return services.contacts.mute(caller.member_id, contact_id, False)


@put(
    typed(routes.ARCHIVE),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def archive_contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """Puts the conversation away."""
    services, caller = signed_in(request)
    return services.contacts.archive(caller.member_id, contact_id)


@delete(
    typed(routes.ARCHIVE),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    status_code=HTTP_200_OK,
    sync_to_thread=True,
)
def unarchive_contact(request: Api, contact_id: FromPath[str]) -> Contact:
    """Takes it back among the others."""
    services, caller = signed_in(request)
    return services.contacts.archive(caller.member_id, contact_id, False)


@get(
    typed(routes.CONTACT_HISTORY),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def contact_history(request: Api, contact_id: FromPath[str]) -> ContactHistory:
    """What happened to the connection, oldest first."""
    services, caller = signed_in(request)
    return services.contacts.history(caller.member_id, contact_id)


@put(
    typed(routes.READ_MARK),
    guards=[member_only],
    dto=StrictBody[ReadMark],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def mark_read(request: Api, contact_id: FromPath[str], data: JSONBody[ReadMark]) -> Contact:
    """Everything received up to the mark has been read."""
    services, caller = signed_in(request)
    return services.contacts.mark_read(caller.member_id, contact_id, data)
