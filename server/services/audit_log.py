"""The audit for whoever looks: filtered pages, and a file that proves itself to anybody with the sealing key."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true

from server.services.fields import folded
from server.services.staff import AUDITING, StaffMember
from server.store.seal import GENESIS, AuditFields, Head, row_hash
from server.store.tables import audit, journal_head, members, residents, staff
from server.store.types import from_micros, to_micros
from server.store.work import Store

PAGE: Final = 100
_BATCH: Final = 1_000
_FIELDS: Final = tuple(
    name for name in AuditFields.__dataclass_fields__ if name not in ("number", "at_micros")
)


@dataclass(frozen=True)
class LogFilter:
    """What of the log is wanted; empty means all. `who` is words of a name or parts of them, or a whole id."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class LogRow:
    """One row as the page shows it; `actor` is a name where there is one."""

    number: int
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    details: str


class ExportHead(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of an export: how far the log went then, sealed, so that a cut end is found."""

    kind: str = "gettingout-audit"
    version: int = 1
    number: int
    hash: str
    facility_id: str = ""
    withheld: int = 0
    seal: str


class ExportRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of an export. Of another facility's rows only `number` and `hash` are there, which keep the chain."""

    number: int
    hash: str
    at: str = ""
    at_micros: int = 0
    actor_kind: str = ""
    actor_id: str = ""
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    facility_id: str = ""
    details: str = ""

    @property
    def is_withheld(self) -> bool:
        """Whether there is nothing but its place in the chain."""
        return msgspec.structs.replace(self, number=0, hash="") == ExportRow(number=0, hash="")


@dataclass(frozen=True)
class Verdict:
    """What a file proves: how many rows stand, the first fault in a sentence, and from where on nothing is proven."""

    rows: int
    withheld: int
    fault: str | None
    unproven_from: int | None


def page(
    store: Store, who: StaffMember, wanted: LogFilter, before: int | None = None
) -> tuple[tuple[LogRow, ...], int | None]:
    """The newest rows first, and the number to go on before. Raises Forbidden."""
    who.must_be(AUDITING)
    name = func.coalesce(staff.c.name, members.c.name, residents.c.name)
    conditions = [_reach(who)]
    if wanted.who:
        conditions.append(or_(_called(wanted.who), audit.c.actor_id == wanted.who))
    if wanted.action:
        conditions.append(audit.c.action == wanted.action)
    if wanted.subject:
        conditions.append(audit.c.subject_id == wanted.subject)
    if wanted.since is not None:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit.c.at < wanted.until)
    if before is not None:
        conditions.append(audit.c.number < before)
    statement = (
        select(
            audit.c.number,
            audit.c.at,
            func.coalesce(name, audit.c.actor_kind),
            audit.c.action,
            audit.c.subject_kind,
            audit.c.subject_id,
            audit.c.details,
        )
        .select_from(audit)
        .outerjoin(staff, (audit.c.actor_kind == "staff") & (staff.c.id == audit.c.actor_id))
        .outerjoin(members, (audit.c.actor_kind == "member") & (members.c.id == audit.c.actor_id))
        .outerjoin(residents, (audit.c.actor_kind == "resident") & (residents.c.id == audit.c.actor_id))
        .where(*conditions)
        .order_by(audit.c.number.desc())
        .limit(PAGE + 1)
    )
    with store.read() as connection:
        rows = [LogRow(*row) for row in connection.execute(statement)]
    return tuple(rows[:PAGE]), rows[PAGE - 1].number if len(rows) > PAGE else None


def actions(store: Store, who: StaffMember) -> tuple[str, ...]:
    """Every action that stands in the log, for a list to choose from. Raises Forbidden."""
    who.must_be(AUDITING)
    with store.read() as connection:
        found = connection.execute(
            select(audit.c.action).distinct().where(_reach(who)).order_by(audit.c.action)
        )
        return tuple(found.scalars())


def export(store: Store, who: StaffMember | None = None) -> Iterator[bytes]:
    """The whole log as lines of JSON, as far as it goes now; for somebody of one facility others' rows are withheld."""
    if who is not None:
        who.must_be(AUDITING)
    with store.read() as connection:
        number, digest = connection.execute(
            select(journal_head.c.audit_number, journal_head.c.audit_hash)
        ).one()
        others = true() if who is None else ~_reach(who)
        withheld = connection.execute(
            select(func.count()).select_from(audit).where(audit.c.number <= number, others)
        ).scalar_one()
    bound_to = (who.facility_id or "") if who is not None else ""
    head = ExportHead(
        number=number, hash=digest, facility_id=bound_to, withheld=withheld if bound_to else 0, seal=""
    )
    yield _line(msgspec.structs.replace(head, seal=head_seal(store.key, head)))
    last = 0
    told = list(audit.c) if who is None or who.facility_id is None else _within(who)
    while last < number:
        statement = (
            select(*told)
            .where(audit.c.number > last, audit.c.number <= number)
            .order_by(audit.c.number)
            .limit(_BATCH)
        )
        with store.read() as connection:
            rows = connection.execute(statement).mappings().all()
        if not rows:
            return
        for row in rows:
            if row["facility_id"] is None:  # of another facility
                yield _line(ExportRow(number=row["number"], hash=row["hash"]))
                continue
            values = {name: row[name] for name in _FIELDS}
            at = row["at"]
            yield _line(
                ExportRow(
                    number=row["number"],
                    hash=row["hash"],
                    at=at.isoformat(),
                    at_micros=to_micros(at),
                    **values,
                )
            )
        last = rows[-1]["number"]


def verify(lines: Iterable[bytes], key: bytes, outside: Head | None = None) -> Verdict:
    """Whether the lines of an export are what was written, in order and without a gap, up to the head kept `outside`.

    Without one, up to the head sealed in the file's own first line. What comes after the head outside is whole in
    itself, but could have been written by whoever had the key: it is said to be unproven (rule S8).
    """
    source = iter(lines)
    try:
        first = msgspec.json.decode(next(source), type=ExportHead)
    except (StopIteration, msgspec.MsgspecError, UnicodeDecodeError):
        return Verdict(0, 0, "The first line is not the head of an export.", None)
    told = Head(first.number, first.hash)
    if not hmac.compare_digest(first.seal.encode(), head_seal(key, first).encode()):
        return Verdict(0, 0, "The head in the first line was changed, or this key is not its key.", None)
    if outside is not None and outside.number > told.number:
        words = f"The export ends at row {told.number}; row {outside.number} was written before it was made."
        return Verdict(0, 0, words, None)
    before, rows, withheld = Head(0, GENESIS), 0, 0
    for line in source:
        fault, found, is_withheld = _check(line, before, key)
        if fault is None and outside is not None and found.number == outside.number and found != outside:
            fault = f"Row {found.number} is not the one that was kept outside."
        if fault is not None:
            return Verdict(rows, withheld, fault, None)
        before, rows, withheld = found, rows + 1, withheld + is_withheld
    if before.number != told.number:
        words = f"Row {before.number + 1} is missing, with all after it up to {told.number}."
        return Verdict(rows, withheld, words, None)
    if withheld != first.withheld:
        words = f"{withheld} rows are withheld, and {first.withheld} were when it was made."
        return Verdict(rows, withheld, words, None)
    if before.hash != told.hash:
        return Verdict(rows, withheld, f"Row {before.number} is not the last one of the sealed head.", None)
    unproven = outside.number + 1 if outside is not None and outside.number < told.number else None
    return Verdict(rows, withheld, None, unproven)


def head_seal(key: bytes, head: ExportHead) -> str:
    """What only the holder of the key can write beside a head."""
    told = f"export head {head.number} {head.hash} {head.withheld} {head.facility_id}"
    return hmac.digest(key, told.encode(), "sha256").hex()


def _check(line: bytes, before: Head, key: bytes) -> tuple[str | None, Head, bool]:
    try:
        row = msgspec.json.decode(line, type=ExportRow)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return f"Row {before.number + 1} can't be read.", before, False
    if row.number != before.number + 1:
        fault = (
            f"Row {before.number + 1} is missing or out of order: row {row.number} follows {before.number}."
        )
        return fault, before, False
    found = Head(row.number, row.hash)
    if row.is_withheld:
        return None, found, True
    fields = AuditFields(
        number=row.number, at_micros=row.at_micros, **{name: getattr(row, name) for name in _FIELDS}
    )
    same_time = row.at == from_micros(row.at_micros).isoformat()
    if not same_time or not hmac.compare_digest(row_hash(key, before.hash, fields), row.hash):
        return f"Row {row.number} was changed or inserted.", before, False
    return None, found, False


def _reach(who: StaffMember) -> ColumnElement[bool]:
    return true() if who.facility_id is None else audit.c.facility_id == who.facility_id


def _called(name: str) -> ColumnElement[bool]:
    """Every word is a part of what the page shows as who it was, whatever its case and accents."""
    words = [word for word in folded(name).split(" ") if word]
    known = func.coalesce(
        staff.c.search_name, members.c.search_name, residents.c.search_name, audit.c.actor_kind
    )
    return and_(*(known.contains(word, autoescape=True) for word in words)) if words else false()


def _within(who: StaffMember) -> list[ColumnElement[Any]]:
    """What a row says; of rows of other facilities only number and hash leave the database."""
    return [
        column if column.name in ("number", "hash") else case((_reach(who), column)).label(column.name)
        for column in audit.c
    ]


def _line(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value) + b"\n"
