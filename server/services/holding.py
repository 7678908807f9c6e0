"""Holding for attention: which words of a facility's lists stand in what is taken in. It never decides anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    select,
)

from contract.messages import State
from server.services.words import Place, places
from server.store.prepared import Change, Query
from server.store.tables import submissions as table
from server.store.tables import word_hits, word_lists
from server.store.work import Work

OPEN_STATES: Final = (State.PENDING.value, State.IN_REVIEW.value, State.APPEALED.value)
DECIDED_STATES: Final = (
    State.APPROVED.value,
    State.DELIVERED.value,
    State.OPENED.value,
    State.REFUSED.value,
)
_LISTS: Final = Query(
    select(word_lists.c.id, word_lists.c.words).where(
        word_lists.c.facility_id == bindparam("facility"), word_lists.c.ended_at.is_(None)
    )
)
_HIT: Final = Change(insert(word_hits))


@dataclass(frozen=True)
class Hold:
    """One list that holds a submission: where, by which rule, and how often it was a false alarm before."""

    name: str
    rule: str | None
    places: tuple[Place, ...]
    decided: int
    approved: int
    """Of `decided` others that this list held and that were decided since, how many were approved."""

    @property
    def false_alarms(self) -> int | None:
        """In percent; None before anything was decided."""
        return round(100 * self.approved / self.decided) if self.decided else None


def hold(work: Work, submission_id: str, facility_id: str, text: str) -> None:
    """Marks what the facility's lists find in it; called in the transaction that takes it in."""
    if not text:
        return
    for list_id, words in _LISTS.rows(work.connection, facility=facility_id):
        _keep(work, submission_id, list_id, places(text, words))


def hold_waiting(work: Work, facility_id: str, list_id: str, words: tuple[str, ...]) -> int:
    """Marks anew, by this list, what waits at the facility now; how many it holds. Empty words take its marks away."""
    waiting = (table.c.facility_id == facility_id, table.c.state.in_(OPEN_STATES))
    work.connection.execute(
        delete(word_hits).where(
            word_hits.c.list_id == list_id, word_hits.c.submission_id.in_(select(table.c.id).where(*waiting))
        )
    )
    held = 0
    if words:
        for submission_id, text in work.connection.execute(
            select(table.c.id, table.c.text).where(*waiting, table.c.text != "")
        ).all():
            held += _keep(work, submission_id, list_id, places(text, words))
    return held


def is_held() -> ColumnElement[bool]:
    """Whether a list holds a submission, as a condition on its row."""
    return exists().where(word_hits.c.submission_id == table.c.id)


def holds_of(connection: Connection, submission_id: str) -> tuple[Hold, ...]:
    """The lists that hold it, by name."""
    statement = (
        select(word_lists.c.id, word_lists.c.name, word_lists.c.rule, word_hits.c.start, word_hits.c.end)
        .join(word_hits, word_hits.c.list_id == word_lists.c.id)
        .where(word_hits.c.submission_id == submission_id)
        .order_by(word_lists.c.name, word_lists.c.id, word_hits.c.start)
    )
    found: dict[str, tuple[str, str | None, list[Place]]] = {}
    for list_id, name, rule, start, end in connection.execute(statement):
        found.setdefault(list_id, (name, rule, []))[2].append((start, end))
    counted = decided_of(connection, found)
    return tuple(
        Hold(name, rule, tuple(spans), *counted.get(list_id, (0, 0)))
        for list_id, (name, rule, spans) in found.items()
    )


def decided_of(connection: Connection, list_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """For each list: how many of what it held were decided, and how many of these were approved."""
    wanted: Sequence[str] = list(list_ids)
    if not wanted:
        return {}
    hits = word_hits.c
    held = select(hits.list_id, hits.submission_id).where(hits.list_id.in_(wanted)).distinct().subquery()
    approved = func.sum(case((table.c.state != State.REFUSED.value, 1), else_=0), type_=Integer)
    statement = (
        select(held.c.list_id, func.count(), approved)
        .join(table, table.c.id == held.c.submission_id)
        .where(
            table.c.decided_at.is_not(None),
            table.c.state.in_(DECIDED_STATES),
        )
        .group_by(held.c.list_id)
    )
    return {list_id: (count, int(yes or 0)) for list_id, count, yes in connection.execute(statement)}


def _keep(work: Work, submission_id: str, list_id: str, found: Sequence[Place]) -> bool:
    rows: list[dict[str, object]] = [
        {"submission_id": submission_id, "list_id": list_id, "start": start, "end": end}
        for start, end in found
    ]
    if rows:
        _HIT.run_each(work.connection, rows)
    return bool(rows)
