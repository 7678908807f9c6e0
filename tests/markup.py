"""Texts that try to become markup, for every place that shows what somebody typed."""

from __future__ import annotations

import itertools
from typing import Final

from tests.odd import naughty_strings
from tests.scale import rounds

_STARTS: Final = ("", '">', "'>", "</textarea>", "</title>", "</script>", "-->", "]]>", "</select>", '\\">')
CORES: Final = (
    "<script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg onload=alert({n})>",
    "<body onload=alert({n})>",
    "<iframe src=javascript:alert({n})>",
    "<a href=javascript:alert({n})>here</a>",
    "<img src=file:///etc/passwd>",
    "<object data=file:///etc/hostname></object>",
    "<base href=//elsewhere.example>",
    "<link rel=stylesheet href=//elsewhere.example/x.css>",
    "<style>*{{background:url(//elsewhere.example)}}</style>",
    "<meta http-equiv=refresh content=0;url=//elsewhere.example>",
    "<form action=//elsewhere.example><input autofocus onfocus=alert({n})>",
    "<math><mtext><style><img src=x onerror=alert({n})></style>",
    "<details open ontoggle=alert({n})>",
    "<video><source onerror=alert({n})>",
    "<ScRiPt>alert({n})</sCrIpT>",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "{{{{ [].__class__ }}}}{{% for x in y %}}${{alert({n})}}",
    "javascript:alert({n})//",
)
INERT: Final = ("&lt;", "{", "javascript:")
"""How those begin that are no markup as they stand: they wait for somebody who decodes or renders them once more."""

MARKUP: Final = [
    start + core.format(n=at) for at, (start, core) in enumerate(itertools.product(_STARTS, CORES))
]
"""200 of our own; those of GETTINGOUT_ODD_FILES come on top."""


def every_payload() -> list[str]:
    """All of them."""
    return MARKUP + [text for text in naughty_strings() if text.strip()]


def payloads(few: int = 4) -> list[str]:
    """All of them in a soak, otherwise a few that are spread over all."""
    every = every_payload()
    return every[:: max(1, len(every) // rounds(few, len(every)))]
