"""Putting pictures up, the profile photo, and fetching the bytes of a photo one may see."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Annotated, Final

from litestar import Response, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, HeaderParameter, JSONBody

from contract import routes
from contract.limits import PHOTO_BYTES
from contract.photos import MEDIA_TYPE, NewProfilePhoto, ProfilePhoto, ProfilePhotos, Upload
from contract.problems import ProblemType as P
from server.pictures.gate import Gate, Patience
from server.routes.access import member_only, signed_in
from server.routes.body import StrictBody
from server.routes.paths import typed
from server.routes.problems import Api, TooLarge, TooSlow, answers
from server.services.faults import NotFound
from server.web.picture import picture

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_BYTES: Final = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)


@dataclass
class TakesJpeg(Operation):
    """An operation whose body is a picture; the framework describes bodies it reads itself, and this it does not."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            content={MEDIA_TYPE: OpenAPIMediaType(schema=_BYTES)},
            required=True,
            description=f"The bytes that the path names; at most {PHOTO_BYTES}.",
        )


@put(
    typed(routes.UPLOAD),
    guards=[member_only],
    operation_class=TakesJpeg,
    request_max_body_size=None,  # counted by `_body`, which says the limit
    responses=answers(
        P.SIGNED_OUT, P.NOT_FOUND, P.TOO_LARGE, P.PICTURE_REFUSED, P.QUOTA, P.THROTTLED, P.UNAVAILABLE
    ),
)
async def put_upload(request: Api, sha256: FromPath[str]) -> Upload:
    """Takes a JPEG in under the SHA-256 of its bytes; the same bytes again give the same answer."""
    if _NAME.fullmatch(sha256) is None:
        raise NotFound
    services, caller = await sync_to_thread(signed_in, request)
    gate: Gate = request.app.state.gate
    with gate.inside(caller.member_id):
        given = await _body(request, gate.patience)
        known = await gate.run(services.uploads.known, caller.member_id, sha256, given)
        if known is not None:
            return known
        async with gate.turn():
            return await gate.run(services.uploads.take, caller.member_id, sha256, given)


@get(
    routes.PROFILE_PHOTO,
    guards=[member_only],
    responses=answers(P.SIGNED_OUT),
    sync_to_thread=True,
)
def profile_photos(request: Api) -> ProfilePhotos:
    """What is shown, what was sent last with its journey everywhere, and where a new one would go."""
    services, caller = signed_in(request)
    return services.profile_photos.state(caller.member_id)


@post(
    routes.PROFILE_PHOTO,
    guards=[member_only],
    dto=StrictBody[NewProfilePhoto],
    return_dto=None,
    responses=answers(
        P.INVALID_FIELD,
        P.TOO_LARGE,
        P.SIGNED_OUT,
        P.NOT_ENOUGH_FUNDS,
        P.PRICE_CHANGED,
        P.UPLOAD_MISSING,
        P.KEY_REUSED,
        P.THROTTLED,
    ),
    sync_to_thread=True,
)
def send_profile_photo(
    request: Api,
    data: JSONBody[NewProfilePhoto],
    idempotency_key: Annotated[str | None, HeaderParameter(name=routes.IDEMPOTENCY_KEY)] = None,
) -> ProfilePhoto:
    """Makes an upload the profile photo, exactly once for each Idempotency-Key; one that waits is replaced."""
    services, caller = signed_in(request)
    return services.profile_photos.send(caller.member_id, idempotency_key, data)


@post(
    typed(routes.PROFILE_PHOTO_WITHDRAWAL),
    guards=[member_only],
    responses=answers(P.SIGNED_OUT, P.NOT_FOUND, P.WRONG_STATE),
    sync_to_thread=True,
)
def withdraw_profile_photo(request: Api, photo_id: FromPath[str]) -> ProfilePhoto:
    """Takes a profile photo back wherever it is not decided on yet."""
    services, caller = signed_in(request)
    return services.profile_photos.withdraw(caller.member_id, photo_id)


@get(
    typed(routes.PHOTO),
    guards=[member_only],
    media_type=MEDIA_TYPE,
    responses={
        **answers(P.SIGNED_OUT, P.NOT_FOUND, P.UNAVAILABLE),
        206: ResponseSpec(
            data_container=bytes, generate_examples=False, media_type=MEDIA_TYPE, description="a part"
        ),
        304: ResponseSpec(data_container=None, generate_examples=False, description="not changed"),
    },
    sync_to_thread=True,
)
def photo(request: Api, sha256: FromPath[str]) -> Response[bytes]:
    """The bytes of a photo that the member may see; conditional requests and one range are understood."""
    services, caller = signed_in(request)
    services.shared_photos.allow(caller.member_id, sha256)
    return picture(sha256, lambda: services.objects.get(sha256), request.headers)


async def _body(request: Api, patience: Patience) -> bytes:
    """The whole body, given up as soon as it is too large or too slow; told by what arrives, whatever was promised."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > PHOTO_BYTES:
        raise TooLarge(PHOTO_BYTES)
    received = bytearray()
    pieces = request.stream()
    try:
        async with asyncio.timeout(patience.whole_s):
            while True:
                async with asyncio.timeout(patience.silent_s):
                    piece = await anext(pieces, None)
                if piece is None:
                    return bytes(received)
                received += piece
                if len(received) > PHOTO_BYTES:
                    raise TooLarge(PHOTO_BYTES)
    except TimeoutError:
        raise TooSlow(len(received)) from None
