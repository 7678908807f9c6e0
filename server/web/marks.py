"""Marked parts of a text: places a reviewer selected, or the exact words they typed; cut out again for a page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract.limits import normalise
from contract.messages import Refusal

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The spans of all words that were found, sorted and merged, and the words that stand nowhere in the text."""

    spans: tuple[Pair, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked as a whole or not at all, and held by a word list as a whole or not."""

    text: str
    marked: bool
    held: bool = False


def selected(places: str, length: int) -> tuple[Pair, ...]:
    """The places that a page's script noted: "14-22 30-35". Raises ValueError for any that no selection makes."""
    found = []
    for place in places.split():
        start, _, end = place.partition("-")
        if not (place.isascii() and start.isdigit() and end.isdigit() and len(place) < 20):
            raise ValueError(place)
        if not int(start) < int(end) <= length:
            raise ValueError(place)
        found.append((int(start), int(end)))
    return tuple(found)


def find(text: str, typed: str, also: Iterable[Pair] = ()) -> Found:
    """Each non-empty line of `typed` is looked for in the normalised `text`; every place it stands at is marked.

    Spans are code points of the normalised text, end excluded, as in `contract.messages.Span`; `also` are marked too.
    """
    spans: list[Pair] = list(also)
    missing: list[str] = []
    for line in normalise(typed).split("\n"):
        words = line.strip()
        if not words:
            continue
        places = list(_places(text, words))
        spans.extend(places)
        if not places:
            missing.append(words)
    return Found(_merged(spans), tuple(missing))


def pieces(text: str, spans: Iterable[Pair], held: Iterable[Pair] = ()) -> list[Piece]:
    """The text cut where marks and held words begin and end; what lies outside the text is ignored."""
    marked, holding = (
        [(max(0, start), min(end, len(text))) for start, end in _merged(each)] for each in (spans, held)
    )
    edges = {0, len(text), *(edge for pair in (*marked, *holding) for edge in pair if 0 <= edge <= len(text))}
    cut = sorted(edges)
    return [
        Piece(text[start:end], _lies_in(start, marked), _lies_in(start, holding))
        for start, end in itertools.pairwise(cut)
    ]


def of(refusal: Refusal | None) -> list[Pair]:
    """The marks of a refusal; none without one."""
    return [(span.start, span.end) for span in refusal.spans] if refusal else []


def _lies_in(at: int, spans: Sequence[Pair]) -> bool:
    return any(start <= at < end for start, end in spans)


def _places(text: str, words: str) -> Iterable[Pair]:
    start = text.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + len(words))


def _merged(spans: Iterable[Pair]) -> tuple[Pair, ...]:
    merged: list[Pair] = []
    ordered: Sequence[Pair] = sorted(spans)
    for start, end in ordered:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
