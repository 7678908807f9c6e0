"""Cameras of Windows: Media Foundation's list first, DirectShow's for what only it knows, such as OBS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.camera.facts import CameraFacts, different_names, placed, tidy_name
from app.camera.info import CameraInfo

MEDIA_FOUNDATION, DIRECT_SHOW = "MSMF", "DSHOW"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of one interface's list; `path` is the device's, empty for a camera made in software."""

    index: int
    name: str
    path: str


def cameras(
    media_foundation: Sequence[Listed], direct_show: Sequence[Listed], ambiguous: set[str]
) -> tuple[CameraInfo, ...]:
    """Both lists as one, each camera once. A camera of both keeps its place in DirectShow's list as its spare."""
    first = _placed(media_foundation, ambiguous)
    second = _placed(direct_show, ambiguous)
    spares = {facts.key: facts.index for facts in second}
    known = {facts.key for facts in first}
    found = [(MEDIA_FOUNDATION, facts) for facts in first]
    found += [(DIRECT_SHOW, facts) for facts in second if facts.key not in known]
    names = different_names([facts for _, facts in found])
    return tuple(
        CameraInfo(
            facts.key,
            name,
            facts.index,
            backend,
            spare=(DIRECT_SHOW, spares[facts.key])
            if backend == MEDIA_FOUNDATION and facts.key in spares
            else None,
        )
        for (backend, facts), name in zip(found, names, strict=True)
    )


def key_of(name: str, path: str) -> str:
    """The device's path up to its last `#{`, behind which only the interface stands, and the name."""
    device = path.lower().rpartition("#{")[0] or path.lower()
    return f"{device}|{tidy_name(name)}"


def _placed(listed: Sequence[Listed], ambiguous: set[str]) -> list[CameraFacts]:
    facts = [
        CameraFacts(key_of(one.name, one.path), name=one.name, index=one.index)
        for one in sorted(listed, key=lambda one: one.index)
    ]
    numbered: list[CameraFacts] = []
    for one in facts:  # twins without a path differ by their turn only
        turn = sum(other.key == one.key for other in numbered)
        numbered.append(replace(one, place=str(turn)))
    return placed(numbered, ambiguous)
