"""Contacts at three facilities to share photos with, behind the signals and commands of the real view model."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.gallery import (
    AudienceChoice,
    AudienceKind,
    AudiencePerson,
    AudiencePlace,
    AudienceReach,
    PreparedPhoto,
)
from tests.views.sample_photos import NOW

PEOPLE = (
    AudiencePerson("mateo", "Mateo Rivera", "cedar", "Cedar Ridge"),
    AudiencePerson("linh", "Linh Trần", "harbor", "Harbor Point"),
    AudiencePerson("chidi", "Chidi Okafor", "cedar", "Cedar Ridge"),
    AudiencePerson("tomas", "Tomás Delgado", "cedar", "Cedar Ridge", "not_accepted"),
    AudiencePerson("isaac", "Isaac Begay", "mesa", "Mesa Verde", "no_photos_at_facility"),
)
PRICES = {"cedar": 25, "harbor": 30}


class SampleShare(QObject):
    """Prices as product.md has them: once for each facility reached and photo."""

    people_changed = Signal()
    reach_changed = Signal()
    shared = Signal()
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.people: tuple[AudiencePerson, ...] = PEOPLE
        self.choice = AudienceChoice()
        self.balance_cents: int | None = 1250
        self.is_busy = False
        self.is_known = True
        self.photos = 1
        self.asked: list[tuple[object, ...]] = []

    @property
    def facilities(self) -> tuple[AudiencePlace, ...]:
        """Where somebody can get it."""
        return self._places(self.people)

    @property
    def reach(self) -> AudienceReach:
        """Of the present choice."""
        meant = [person for person in self.people if self._is_meant(person)]
        return AudienceReach(
            self._places(tuple(meant)),
            tuple(person for person in meant if not person.can_get),
            self.balance_cents,
            self.is_known,
        )

    def begin(self, prepared: tuple[PreparedPhoto, ...]) -> None:
        """So many photos."""
        self.photos = max(1, len(prepared))
        self.asked.append(("begin", tuple(each.title for each in prepared)))

    def begin_further(self, key: str) -> None:
        """One that is there."""
        self.photos = 1
        self.asked.append(("begin_further", key))

    def set_choice(self, choice: AudienceChoice) -> None:
        """Told at once."""
        self.choice = choice
        self.reach_changed.emit()

    def set_balance(self, cents: int) -> None:
        """As after paying in."""
        self.balance_cents = cents
        self.reach_changed.emit()

    def share(self, titles: tuple[str, ...], gallery_id: str) -> None:
        """Noted, and done at once."""
        self.asked.append(("share", titles, gallery_id))
        self.shared.emit()

    def _is_meant(self, person: AudiencePerson) -> bool:
        if self.choice.kind is AudienceKind.CHOSEN:
            return person.contact_id in self.choice.contact_ids
        if self.choice.kind is AudienceKind.FACILITY:
            return person.facility_id == self.choice.facility_id
        return True

    def _places(self, people: tuple[AudiencePerson, ...]) -> tuple[AudiencePlace, ...]:
        found: dict[str, AudiencePlace] = {}
        for person in people:
            if not person.can_get:
                continue
            before = found.get(person.facility_id)
            found[person.facility_id] = AudiencePlace(
                person.facility_id,
                person.facility_name,
                (*(before.names if before else ()), person.name),
                PRICES[person.facility_id] * self.photos,
                paused_since=NOW if person.facility_id == "harbor" else None,
                usual_wait_minutes=540,
            )
        return tuple(found.values())
