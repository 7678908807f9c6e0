"""The decision a reviewer typed, read from the form and checked for what is missing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from contract.limits import REASON_CHARACTERS, TextFault, check_text
from contract.messages import Region, Span
from server.console.changing import Changing
from server.services.review import OTHER
from server.services.review_marks import MOST_REGIONS
from server.services.review_queue import ReviewItem
from server.services.submissions import PICTURES
from server.web import cells, marks
from server.web.forms import Form

APPROVE: Final = "approve"
REFUSE: Final = "refuse"
OFFER: Final = "offer"
_NOTE_FAULTS: Final = {
    TextFault.TOO_MANY_BYTES: "The sentence is too long.",
    TextFault.CHARACTER_TOO_COMPLEX: "The sentence has a character that can’t be shown everywhere.",
    TextFault.FORBIDDEN_CHARACTER: "The sentence has a character that can’t be shown everywhere.",
}


@dataclass(frozen=True)
class Typed:
    """The form as typed; the page shows it again when something has to be mended, so that nothing is lost."""

    decision: str = ""
    reason: str = ""
    mark: str = ""
    spans: str = ""
    """The places of the text that were selected, as the page's script notes them."""
    parts: str = ""
    """Parts of the picture in numbers, typed or drawn."""
    note: str = ""
    version: int = 0
    sha256: str = ""
    ticked: frozenset[cells.Cell] = frozenset()
    changing: Changing = field(default_factory=Changing)
    offered: str = ""
    """The SHA-256 of the changed photo that was shown before; empty when none was."""

    @classmethod
    def read(cls, form: Form) -> Typed:
        """From the page: the decision, what it is about, what is said with it, and how a photo is changed."""
        version = form.word("version")
        return cls(
            decision=form.word("decision"),
            reason=form.word("reason"),
            mark=form.text("mark"),
            spans=form.word("spans"),
            parts=form.text("parts"),
            note=form.text("note"),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
            sha256=form.word("sha256"),
            ticked=cells.read(form),
            changing=Changing.read(form),
            offered=form.word("offered"),
        )

    def is_of(self, item: ReviewItem) -> bool:
        """Whether what the reviewer saw is what lies here now."""
        return self.version == item.version and self.sha256 == item.sha256


@dataclass(frozen=True)
class Refusing:
    """A refusal as it would be: the words the sender reads, the marks, and a sentence for each field to mend."""

    rule: str | None
    text: str
    note: str
    spans: tuple[marks.Pair, ...]
    regions: tuple[Region, ...]
    faults: dict[str, str]

    def contract_spans(self) -> tuple[Span, ...]:
        """The marks as they travel."""
        return tuple(Span(start=start, end=end) for start, end in self.spans)


def refusing(item: ReviewItem, typed: Typed) -> Refusing:
    """What the typed refusal of this item would say, and what is wrong with it."""
    faults: dict[str, str] = {}
    has_words = item.kind not in PICTURES and typed.decision != OFFER  # an offer is for the photo only
    chosen: tuple[marks.Pair, ...] = ()
    with suppress(ValueError):  # a page's script notes no such places, and nobody else is told of it
        chosen = marks.selected(typed.spans if has_words else "", len(item.text))
    found = marks.find(item.text, typed.mark if has_words else "", chosen)
    if found.missing:
        words = ", ".join(f"“{phrase}”" for phrase in found.missing)
        faults["mark"] = (
            f"These words do not stand in the text: {words}. Copy them exactly as they are there."
        )
    regions = cells.regions(typed.ticked) if item.picture_sha256 else ()
    try:
        regions += cells.boxes(typed.parts) if item.picture_sha256 and typed.decision != OFFER else ()
    except ValueError as wrong:
        faults["parts"] = str(wrong)
    if len(regions) > MOST_REGIONS:
        faults["parts"] = f"{len(regions)} parts are marked; {MOST_REGIONS} are the most."
    note = typed.note.strip()
    reason = next((one for one in item.reasons if one.code == typed.reason), None)
    if typed.reason == OTHER and not note:
        faults["note"] = "For another reason, write the sentence the sender will read."
    elif note:
        check = check_text(note, REASON_CHARACTERS)
        if check.fault is TextFault.TOO_LONG:
            faults["note"] = f"The sentence has {check.characters} characters; {check.limit} is the most."
        elif check.fault is not None:
            faults["note"] = _NOTE_FAULTS[check.fault]
    if reason is None and typed.reason != OTHER:
        faults["reason"] = "Choose the reason. The sender will read it."
    return Refusing(
        rule=reason.rule if reason else None,
        text=reason.text if reason else note,
        note=note if reason else "",
        spans=found.spans,
        regions=regions,
        faults=faults,
    )
