"""Which movements of a balance somebody wants to see: of which kind, of which time, with which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_

from contract.money import MovementFilter, MovementKind
from server.services.fields import folded
from server.store.tables import contacts, facilities, ledger_transactions, residents, submissions

_KINDS: Final = {
    MovementFilter.ADDED: (MovementKind.DEPOSIT,),
    MovementFilter.SPENT: (MovementKind.CAPTURE, MovementKind.REFUND_PAID),
    MovementFilter.HELD: (MovementKind.HOLD, MovementKind.REFUND_HELD),
    MovementFilter.RETURNED: (MovementKind.RELEASE, MovementKind.REFUND_RETURNED),
}


@dataclass(frozen=True)
class MovementSearch:
    """All of it has to fit; `since` is included, `until` is not."""

    kind: MovementFilter = MovementFilter.ALL
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What rows of `ledger_transactions` have to fulfil."""
        rows = ledger_transactions.c
        if self.kind in _KINDS:
            yield rows.kind.in_([kind.value for kind in _KINDS[self.kind]])
        if self.since is not None:
            yield rows.at >= self.since
        if self.until is not None:
            yield rows.at < self.until
        words = folded(self.text)
        if words:
            yield or_(
                rows.what.icontains(self.text.strip(), autoescape=True),
                exists().where(
                    contacts.c.id == rows.contact_id,
                    residents.c.id == contacts.c.resident_id,
                    residents.c.search_name.contains(words, autoescape=True),
                ),
                exists().where(
                    and_(
                        submissions.c.id == rows.submission_id,
                        facilities.c.id == submissions.c.facility_id,
                        facilities.c.name.icontains(self.text.strip(), autoescape=True),
                    )
                ),
            )


EVERYTHING: Final = MovementSearch()
