"""Galleries and shared photos of a member."""

from __future__ import annotations

from typing import Annotated

from litestar import delete, get, patch, post
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from contract import routes
from contract.galleries import (
    Galleries,
    Gallery,
    GalleryChange,
    NewGallery,
    NewShare,
    NewSharedPhoto,
    PhotoChange,
    PhotoSort,
    Removed,
    SharedPhoto,
    SharedPhotos,
)
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, answers

Key = Annotated[str | None, HeaderParameter(name=routes.IDEMPOTENCY_KEY)]


@get(
    routes.GALLERIES,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
    sync_to_thread=True,
)
def galleries(request: Api, cursor: FromQuery[str | None] = None) -> Galleries:
    """A page of galleries, newest first."""
    services, caller = signed_in(request)
    return services.galleries.page(caller.member_id, cursor)


@post(
    routes.GALLERIES,
    guards=[member_only],
    dto=StrictBody[NewGallery],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.QUOTA, P.KEY_REUSED),
    sync_to_thread=True,
)
def make_gallery(request: Api, data: JSONBody[NewGallery], idempotency_key: Key = None) -> Gallery:
    """Makes a gallery, exactly once for each Idempotency-Key."""
    services, caller = signed_in(request)
    return services.galleries.make(caller.member_id, idempotency_key, data)


@patch(
    typed(routes.GALLERY),
    guards=[member_only],
    dto=StrictBody[GalleryChange],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def change_gallery(request: Api, gallery_id: FromPath[str], data: JSONBody[GalleryChange]) -> Gallery:
    """Another name, another cover."""
    services, caller = signed_in(request)
    return services.galleries.change(caller.member_id, gallery_id, data)


@delete(
    typed(routes.GALLERY),
    status_code=200,
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def delete_gallery(request: Api, gallery_id: FromPath[str]) -> Removed:
    """Takes a gallery away with its photos; what waits of them is withdrawn, what was delivered stays so."""
    services, caller = signed_in(request)
    return services.galleries.delete(caller.member_id, gallery_id)


@get(
    routes.SHARED_PHOTOS,
    guards=[member_only],
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def shared_photos(
    request: Api,
    gallery_id: FromQuery[str | None] = None,
    sort: FromQuery[str] = PhotoSort.NEWEST.value,
    cursor: FromQuery[str | None] = None,
) -> SharedPhotos:
    """A page of photos of one gallery, or of all; `sort` is newest, oldest or title."""
    services, caller = signed_in(request)
    return services.shared_photos.page(caller.member_id, gallery_id, PhotoSort(sort), cursor)


@post(
    routes.SHARED_PHOTOS,
    guards=[member_only],
    dto=StrictBody[NewSharedPhoto],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.NOT_FOUND,
        P.NOT_ENOUGH_FUNDS,
        P.PRICE_CHANGED,
        P.UPLOAD_MISSING,
        P.QUOTA,
        P.KEY_REUSED,
    ),
    sync_to_thread=True,
)
def share_photo(request: Api, data: JSONBody[NewSharedPhoto], idempotency_key: Key = None) -> SharedPhoto:
    """Shares an upload with an audience, exactly once for each Idempotency-Key."""
    services, caller = signed_in(request)
    return services.shared_photos.share(caller.member_id, idempotency_key, data)


@get(
    typed(routes.SHARED_PHOTO),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def shared_photo(request: Api, photo_id: FromPath[str]) -> SharedPhoto:
    """One photo with its journey everywhere."""
    services, caller = signed_in(request)
    return services.shared_photos.get(caller.member_id, photo_id)


@patch(
    typed(routes.SHARED_PHOTO),
    guards=[member_only],
    dto=StrictBody[PhotoChange],
    return_dto=None,
    responses=answers(P.INVALID_FIELD, P.TOO_LARGE, P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def change_photo(request: Api, photo_id: FromPath[str], data: JSONBody[PhotoChange]) -> SharedPhoto:
    """Another title, another gallery; those who have it keep the title it was sent with."""
    services, caller = signed_in(request)
    return services.shared_photos.change(caller.member_id, photo_id, data)


@delete(
    typed(routes.SHARED_PHOTO),
    status_code=200,
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND),
    sync_to_thread=True,
)
def delete_photo(request: Api, photo_id: FromPath[str]) -> Removed:
    """Takes a photo out of its gallery; what waits is withdrawn, what was delivered stays so."""
    services, caller = signed_in(request)
    return services.shared_photos.delete(caller.member_id, photo_id)


@post(
    typed(routes.SHARES),
    guards=[member_only],
    dto=StrictBody[NewShare],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.NOT_FOUND,
        P.NOT_ENOUGH_FUNDS,
        P.PRICE_CHANGED,
        P.QUOTA,
        P.KEY_REUSED,
    ),
    sync_to_thread=True,
)
def share_further(
    request: Api, photo_id: FromPath[str], data: JSONBody[NewShare], idempotency_key: Key = None
) -> SharedPhoto:
    """Shares a photo with further people, exactly once for each Idempotency-Key."""
    services, caller = signed_in(request)
    return services.shared_photos.share_further(caller.member_id, photo_id, idempotency_key, data)


@post(
    typed(routes.SHARED_PHOTO_WITHDRAWAL),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND, P.WRONG_STATE),
    sync_to_thread=True,
)
def withdraw_photo(
    request: Api, photo_id: FromPath[str], facility_id: FromQuery[str | None] = None
) -> SharedPhoto:
    """Takes a photo back wherever it is not decided on yet, or at one facility only."""
    services, caller = signed_in(request)
    return services.shared_photos.withdraw(caller.member_id, photo_id, facility_id)
