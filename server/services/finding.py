"""Finding a person at a facility: somebody one knows, by name or booking number, and never a list of everybody.

Three things together keep a search from becoming a list. A search that fits more than `FOUND_AT_MOST` shows nobody,
only that more of the name is needed. One account is shown at most `SHOWN_A_DAY` different people a day, counted in the
database, whatever is searched for, numbers included. And searching is slowed down.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, literal, or_, select

from contract.facilities import FoundResident, FoundResidents
from contract.limits import FIND_MIN_CHARACTERS
from contract.problems import FieldReason
from server.services import fields
from server.services.faults import InvalidField, NotFound, Throttled
from server.services.spelling import looks_like
from server.services.standing import ResidentState
from server.services.throttle import RateLimit
from server.services.transfers import booking_key
from server.store.tables import facilities, residents, search_reveals
from server.store.work import Actor, Store, Work

FOUND_AT_MOST: Final = 10
"""More than so many that fit is no person somebody knows, but a part of a list."""

CLOSE_AT_MOST: Final = 5
SHOWN_A_DAY: Final = 40
DAY: Final = timedelta(hours=24)
_COMPARED: Final = 2_000
"""So many of the likeliest names at most are compared letter by letter."""
_SEARCH_CHARACTERS: Final = 80
_LEAST_FOR_CLOSE: Final = 3


class Finding:
    """For members; what a facility publishes of a person is the name and the booking number, nothing else."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._searching = RateLimit(30, timedelta(minutes=1))

    def find(self, member_id: str, facility_id: str, words: str) -> FoundResidents:
        """Who has all these words as beginnings of their names, or this number; leading zeros do not matter.

        With nobody, those whose name is spelled nearly so. Raises InvalidField for fewer than two letters, NotFound for
        an unknown facility, Throttled (also when it would show one person too many today).
        """
        wanted = fields.line("q", words, _SEARCH_CHARACTERS, required=False)
        name_words = fields.folded(wanted).split(" ")[1:]
        letters = sum(map(len, name_words))
        if letters < FIND_MIN_CHARACTERS:
            raise InvalidField("q", FieldReason.TOO_SHORT, limit=FIND_MIN_CHARACTERS, count=letters)
        self._searching.count(member_id, self._store.clock())
        with self._store.read() as connection:
            known = select(facilities.c.id).where(facilities.c.id == facility_id)
            if connection.execute(known).one_or_none() is None:
                raise NotFound
            by_name = [residents.c.search_name.contains(f" {word}", autoescape=True) for word in name_words]
            matches = or_(residents.c.booking_key == booking_key(wanted), and_(*by_name))
            rows = _people(connection, facility_id, matches, FOUND_AT_MOST + 1)
            if len(rows) > FOUND_AT_MOST:
                return FoundResidents(items=(), too_many=True)
            is_close = not rows
            if is_close:
                rows = _close(connection, facility_id, name_words)
        if rows:
            with self._store.write() as work:
                self._show(work, member_id, rows)
        return FoundResidents(
            items=tuple(FoundResident(id=row[0], name=row[1], booking_number=row[2]) for row in rows),
            is_close=is_close and bool(rows),
        )

    def _show(self, work: Work, member_id: str, rows: Sequence[Sequence[Any]]) -> None:
        """Counts everybody who was not shown to this member before today. Raises Throttled, and shows nobody then."""
        columns = search_reveals.c
        since = work.now - DAY
        ids = [row[0] for row in rows]
        seen = set(
            work.connection.execute(
                select(columns.resident_id).where(
                    columns.member_id == member_id, columns.resident_id.in_(ids)
                )
            ).scalars()
        )
        new = [resident_id for resident_id in ids if resident_id not in seen]
        if not new:
            return
        shown, first = work.connection.execute(
            select(func.count(), func.min(columns.at)).where(
                columns.member_id == member_id, columns.at > since
            )
        ).one()
        if shown + len(new) > SHOWN_A_DAY:
            raise Throttled(first + DAY)
        for resident_id in new:
            work.connection.execute(
                insert(search_reveals).values(member_id=member_id, resident_id=resident_id, at=work.now)
            )
        if shown + len(new) == SHOWN_A_DAY:
            work.log(Actor("member", member_id), "searched much", ("member", member_id), people=SHOWN_A_DAY)


def _people(
    connection: Connection,
    facility_id: str,
    matches: ColumnElement[bool],
    limit: int,
    *first: ColumnElement[int],
) -> list[tuple[str, str, str, str]]:
    """By name, those with less of `first` before all others."""
    statement = (
        select(residents.c.id, residents.c.name, residents.c.booking_number, residents.c.search_name)
        .where(
            residents.c.facility_id == facility_id,
            residents.c.state != ResidentState.RELEASED.value,
            matches,
        )
        .order_by(*first, residents.c.search_name, residents.c.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(statement)]


def _close(connection: Connection, facility_id: str, words: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """The few whose name has a word spelled nearly as each of these; the nearest first.

    However many live there, those are compared that share most pairs of letters with what was typed.
    """
    if any(len(word) < _LEAST_FOR_CLOSE or not word.isalpha() for word in words):
        return []
    pairs = {f" {word}"[at : at + 2] for word in words for at in range(len(word))}
    shared = [residents.c.search_name.contains(pair, autoescape=True) for pair in sorted(pairs)]
    fewest = -sum((case((one, 1), else_=0) for one in shared), start=literal(0))
    ranked = []
    for row in _people(connection, facility_id, or_(*shared), _COMPARED, fewest):
        far = looks_like(words, row[3].split())
        if far is not None:
            ranked.append((far, row))
    ranked.sort(key=lambda one: (one[0], one[1][3], one[1][0]))
    return [row for _, row in ranked[:CLOSE_AT_MOST]]
