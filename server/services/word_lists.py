"""Word lists of a facility: kept by its managers, tried on last month's texts first, holding and never refusing."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from contract.messages import State
from contract.problems import FieldReason
from server.services import fields, holding
from server.services.faults import InvalidField, NotFound
from server.services.holding import DECIDED_STATES
from server.services.roster import check_reach
from server.services.staff import StaffMember
from server.services.words import checked, places
from server.store.tables import facilities, word_hits, word_lists
from server.store.tables import submissions as table
from server.store.work import Store

NAME_CHARACTERS: Final = 40
MOST_LISTS: Final = 20
MONTH: Final = timedelta(days=30)
LOOKED_AT_MOST: Final = 20_000
"""The newest so many texts of the month are looked at in a rehearsal."""


@dataclass(frozen=True)
class WordList:
    """One list, with what came of everything it has held."""

    id: str
    name: str
    rule: str | None
    words: tuple[str, ...]
    changed_at: datetime
    waiting: int
    decided: int
    approved: int

    @property
    def false_alarms(self) -> int | None:
        """In percent of what was decided; None before anything was."""
        return round(100 * self.approved / self.decided) if self.decided else None


@dataclass(frozen=True)
class Rehearsal:
    """What some words would have held last month; `by_word` counts texts, the most first. No text is shown."""

    looked: int
    held: int
    approved: int
    refused: int
    by_word: tuple[tuple[str, int], ...]

    @property
    def decided(self) -> int:
        """How many of what would have been held were decided."""
        return self.approved + self.refused


class WordListService:
    """For managers; lists of a facility outside their walls are unknown to them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lists(self, who: StaffMember, facility_id: str) -> tuple[WordList, ...]:
        """All of the facility, by name. Raises Forbidden, NotFound."""
        check_reach(who, facility_id)
        with self._store.read() as connection:
            return _lists(connection, facility_id)

    def one(self, who: StaffMember, facility_id: str, list_id: str) -> WordList:
        """One of them. Raises Forbidden, NotFound."""
        for found in self.lists(who, facility_id):
            if found.id == list_id:
                return found
        raise NotFound

    def rehearse(self, who: StaffMember, facility_id: str, typed: str) -> Rehearsal:
        """What these words, one per line, would have held in the last 30 days.

        Raises Forbidden, InvalidField (words), NotFound.
        """
        check_reach(who, facility_id)
        words = checked(typed.splitlines())
        statement = (
            select(table.c.text, table.c.state)
            .where(
                table.c.facility_id == facility_id,
                table.c.created_at > self._store.clock() - MONTH,
                table.c.text != "",
            )
            .order_by(table.c.sequence.desc())
            .limit(LOOKED_AT_MOST)
        )
        with self._store.read() as connection:
            texts = connection.execute(statement).all()
        held = [(text, state) for text, state in texts if places(text, words)]
        decided = Counter(state == State.REFUSED.value for _, state in held if state in DECIDED_STATES)
        by_word = Counter({word: sum(1 for text, _ in held if places(text, (word,))) for word in words})
        return Rehearsal(
            looked=len(texts),
            held=len(held),
            approved=decided[False],
            refused=decided[True],
            by_word=tuple((word, count) for word, count in by_word.most_common() if count),
        )

    def save(
        self, who: StaffMember, facility_id: str, list_id: str | None, name: str, rule: str, typed: str
    ) -> str:
        """Adds a list, or changes one: it holds what waits and what comes, from now on. Its id.

        Raises Forbidden, InvalidField (name, rule, words), NotFound.
        """
        if list_id is None:
            check_reach(who, facility_id)
        else:
            self.one(who, facility_id, list_id)
        shown = fields.line("name", name, NAME_CHARACTERS)
        words = checked(typed.splitlines())
        with self._store.write() as work:
            rules = work.connection.execute(
                select(facilities.c.rules).where(facilities.c.id == facility_id)
            ).scalar_one_or_none()
            if rules is None:
                raise NotFound
            if rule and rule not in {one.number for one in rules}:
                raise InvalidField("rule", FieldReason.WRONG)
            values = {"name": shown, "rule": rule or None, "words": words, "changed_at": work.now}
            if list_id is None:
                if len(_lists(work.connection, facility_id)) >= MOST_LISTS:
                    raise InvalidField("name", FieldReason.WRONG)
                action, list_id = "word list added", str(uuid.uuid4())
                work.connection.execute(
                    insert(word_lists).values(id=list_id, facility_id=facility_id, **values)
                )
            else:
                action = "word list changed"
                work.connection.execute(update(word_lists).where(word_lists.c.id == list_id).values(**values))
            held = holding.hold_waiting(work, facility_id, list_id, words)
            about = ("word list", list_id)
            work.log(who.actor, action, about, facility_id=facility_id, words=len(words), held=held)
        return list_id

    def end(self, who: StaffMember, facility_id: str, list_id: str) -> None:
        """It holds nothing any more, also nothing that waits. Raises Forbidden, NotFound."""
        self.one(who, facility_id, list_id)
        with self._store.write() as work:
            work.connection.execute(
                update(word_lists).where(word_lists.c.id == list_id).values(ended_at=work.now)
            )
            holding.hold_waiting(work, facility_id, list_id, ())
            work.log(who.actor, "word list ended", ("word list", list_id), facility_id=facility_id)


def _lists(connection: Connection, facility_id: str) -> tuple[WordList, ...]:
    columns = word_lists.c
    statement = (
        select(columns.id, columns.name, columns.rule, columns.words, columns.changed_at)
        .where(columns.facility_id == facility_id, columns.ended_at.is_(None))
        .order_by(func.lower(columns.name), columns.id)
    )
    rows = connection.execute(statement).all()
    ids = [row[0] for row in rows]
    waiting = (
        select(word_hits.c.list_id, func.count(word_hits.c.submission_id.distinct()))
        .join(table, table.c.id == word_hits.c.submission_id)
        .where(word_hits.c.list_id.in_(ids), table.c.state.in_(holding.OPEN_STATES))
        .group_by(word_hits.c.list_id)
    )
    waits = {row[0]: row[1] for row in connection.execute(waiting)}
    decided = holding.decided_of(connection, ids)
    return tuple(
        WordList(list_id, name, rule, words, changed_at, waits.get(list_id, 0), *decided.get(list_id, (0, 0)))
        for list_id, name, rule, words, changed_at in rows
    )
