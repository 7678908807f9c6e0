"""Turns a bug of ours into a report that can be copied without giving anybody's words, token or name away."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Final

from app.domain.values import CrashReport

_ABOUT_CODE: Final = (
    AttributeError,
    TypeError,
    NameError,
    ImportError,
    ZeroDivisionError,
    NotImplementedError,
)
"""What these say names parts of the program, never what a user wrote."""


def crash_report(fault: BaseException) -> CrashReport:
    """The places in our code, from the first cause on. What the fault says is left out unless it is about code alone:

    it may quote a message, an address or a token.
    """
    parts: list[str] = []
    for each in _causes(fault):
        places = traceback.format_list(traceback.extract_tb(each.__traceback__))
        parts.append("".join(places) + _said(each))
    import platform

    python = platform.python_version()
    parts.append(
        f"Python {python}, {platform.system()} {platform.release()}, frozen: {hasattr(sys, 'frozen')}"
    )
    text = "\n\n".join(parts).replace(str(Path.home()), "~")
    return CrashReport(type(fault).__name__, text)


def _causes(fault: BaseException) -> list[BaseException]:
    """The fault and what led to it, the first cause first."""
    chain: list[BaseException] = []
    present: BaseException | None = fault
    while present is not None and present not in chain:
        chain.append(present)
        present = present.__cause__ or (None if present.__suppress_context__ else present.__context__)
    return chain[::-1]


def _said(fault: BaseException) -> str:
    name = type(fault).__name__
    words = str(fault)
    if isinstance(fault, _ABOUT_CODE):
        return f"{name}: {words}"
    return f"{name} (what it said is left out: {len(words)} characters)" if words else name
