"""One picture as an answer: fixed type, a name of its own, kept by browsers but asked for anew, parts on request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from litestar import Response

from contract.photos import MEDIA_TYPE

_RANGE: Final = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})")
_FIXED: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    # Kept, but asked for each time: whoever may not see it any more is told so, also by a browser that has it.
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization, Cookie",
    "Accept-Ranges": "bytes",
}


@dataclass(frozen=True)
class _Part:
    """Bytes from `first` to `last`, both included."""

    first: int
    last: int


def picture(sha256: str, read: Callable[[], bytes], headers: Mapping[str, str]) -> Response[bytes]:
    """The answer to a GET by somebody who may see it; `headers` are the request's, with names in lower case.

    `read` is not called when the asker has these very bytes already. RFC 9110: 304, 206 and 416 where they belong; of
    several ranges, or one that can't be read, the whole is the answer.
    """
    tag = f'"{sha256}"'
    fixed = {
        **_FIXED,
        "ETag": tag,
        "Content-Disposition": f'inline; filename="photo-{sha256[:12]}.jpg"',
    }
    if _has_it(headers.get("if-none-match", ""), tag):
        return Response(b"", status_code=304, media_type=MEDIA_TYPE, headers=fixed)
    data = read()
    wanted = headers.get("range", "")
    if wanted and headers.get("if-range", tag) == tag:
        part = _part(wanted, len(data))
        if part is None:
            return Response(data, media_type=MEDIA_TYPE, headers=fixed)
        if part.first > part.last or part.first >= len(data):
            fixed["Content-Range"] = f"bytes */{len(data)}"
            return Response(b"", status_code=416, media_type=MEDIA_TYPE, headers=fixed)
        fixed["Content-Range"] = f"bytes {part.first}-{part.last}/{len(data)}"
        return Response(
            data[part.first : part.last + 1], status_code=206, media_type=MEDIA_TYPE, headers=fixed
        )
    return Response(data, media_type=MEDIA_TYPE, headers=fixed)


def _has_it(if_none_match: str, tag: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in known or known == ["*"]


def _part(wanted: str, length: int) -> _Part | None:
    """The one range asked for; one beyond the end comes out empty, None for anything else."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None:
        return None
    first, last = found["first"], found["last"]
    if not first:
        return _Part(max(0, length - int(last)), length - 1) if last else None
    if last and int(last) < int(first):
        return None
    return _Part(int(first), min(int(last), length - 1) if last else length - 1)
