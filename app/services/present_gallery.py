"""Puts galleries and photos, as the server and this computer have them, into the client's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.domain.gallery import RECEIVED, GalleryCard, GalleryPhoto, PhotoReview, PhotoShare
from app.domain.photos import PhotoEdits, Rect
from app.domain.values import Step, StepKind
from app.services.present import refusal_info, thread_item
from app.services.present_offers import offer_info
from app.storage.gallery_rows import PhotoSum, worst_of
from app.storage.share_store import KeptGallery, ShareNote
from contract.facilities import Facility
from contract.galleries import Gallery, PhotoPart, SharedPhoto
from contract.limits import TITLE_CHARACTERS
from contract.messages import Message, State

COVERS = 3
_BY_ATTENTION = (
    StepKind.FAILED,
    StepKind.OFFERED,
    StepKind.REFUSED,
    StepKind.QUEUED,
    StepKind.IN_REVIEW,
    StepKind.PENDING,
    StepKind.APPEALED,
    StepKind.APPROVED,
    StepKind.DELIVERED,
    StepKind.OPENED,
    StepKind.WITHDRAWN,
)
"""What a gallery's card says first."""


def gallery_cards(
    galleries: Sequence[Gallery],
    new: Sequence[KeptGallery],
    sums: Sequence[PhotoSum],
    notes: Sequence[ShareNote],
    names: Mapping[str, str],
) -> tuple[GalleryCard, ...]:
    """All galleries, newest first; `sums` and `names` (by contact id) tell what is in them and for whom."""
    inside: dict[str, list[PhotoSum]] = {}
    for each in sums:
        inside.setdefault(each.gallery_id, []).append(each)
    waiting: dict[str, list[ShareNote]] = {}
    for note in reversed(notes):
        if note.is_waiting:
            waiting.setdefault(note.gallery, []).append(note)
    made = [
        _card(
            each.local_id,
            each.name,
            inside.get(each.id, ()),
            waiting.get(each.local_id, ()),
            names,
            each.cover_photo_id,
        )
        for each in galleries
    ]
    here = [_card(each.local_id, each.name, (), waiting.get(each.local_id, ()), names) for each in new]
    return (*reversed(here), *made)


def sent_photo(
    photo: SharedPhoto, gallery: str, names: Mapping[str, str], facilities: Mapping[str, Facility]
) -> GalleryPhoto:
    """A photo the server has; `gallery` is its gallery's local id."""
    shares = tuple(_share(part, names, facilities.get(part.facility_id)) for part in photo.parts)
    kind = StepKind(worst_of(photo.parts).value) if photo.parts else None
    return GalleryPhoto(
        key=photo.local_id,
        gallery_id=gallery,
        title=photo.title,
        at=photo.created_at,
        kind=kind,
        kind_at=_reached_at(shares, kind),
        photo_id=photo.id,
        width=0 if photo.photo is None else photo.photo.width,
        height=0 if photo.photo is None else photo.photo.height,
        shares=shares,
        price_cents=sum(part.price_cents for part in photo.parts),
        is_sealed=photo.photo is None,
    )


def received_card(messages: Sequence[Message], count: int) -> GalleryCard:
    """The gallery of what came with answers, of its newest messages; whoever shows it names it."""
    return GalleryCard(
        gallery_id=RECEIVED,
        name="",
        count=count,
        covers=tuple(message.id for message in messages[:COVERS]),
        newest_at=messages[0].created_at if messages else None,
        is_received=True,
    )


def received_photo(message: Message, names: Mapping[str, str]) -> GalleryPhoto:
    """A photo that came with an answer; its title is how the answer begins."""
    item = thread_item(message, 0)
    words = " ".join((message.text or "").split())
    return GalleryPhoto(
        key=message.id,
        gallery_id=RECEIVED,
        title=words if len(words) <= TITLE_CHARACTERS else f"{words[: TITLE_CHARACTERS - 1]}…",
        at=item.at,
        photo_id=message.id,
        width=0 if message.photo is None else message.photo.width,
        height=0 if message.photo is None else message.photo.height,
        from_name=names.get(message.contact_id, ""),
    )


def kept_photo(note: ShareNote, again_at: datetime | None) -> GalleryPhoto:
    """A photo that is on this computer only."""
    kind = StepKind.QUEUED if note.fault is None else StepKind.FAILED
    return GalleryPhoto(
        key=note.local_id,
        gallery_id=note.gallery,
        title=note.title,
        at=note.created_at,
        kind=kind,
        kind_at=note.created_at,
        width=note.width,
        height=note.height,
        fault=note.fault,
        again_at=again_at if kind is StepKind.QUEUED else None,
        price_cents=note.price_cents,
    )


def review_of(photo: SharedPhoto, edits: PhotoEdits) -> PhotoReview | None:
    """Why it was not approved, each framed region once; `edits` made what was sent. None if nobody refused it."""
    refused = [part.refusal for part in photo.parts if part.refusal and part.state is State.REFUSED]
    refusals = [told for each in refused if (told := refusal_info(each)) is not None]
    regions = [region for each in refused for region in each.regions]
    marks = dict.fromkeys(Rect(each.x, each.y, each.width, each.height) for each in regions)
    return PhotoReview(tuple(refusals), tuple(marks), edits) if refused else None


def _card(
    local_id: str,
    name: str,
    photos: Sequence[PhotoSum],
    waiting: Sequence[ShareNote],
    names: Mapping[str, str],
    cover_photo_id: str | None = None,
) -> GalleryCard:
    kinds = [_kind(each.kind) for each in photos]
    kinds += [StepKind.QUEUED if note.fault is None else StepKind.FAILED for note in waiting]
    kind = next((each for each in _BY_ATTENTION if each in kinds), None)
    chosen = [each.local_id for each in photos if each.photo_id == cover_photo_id]
    newest = [*(note.local_id for note in waiting), *(each.local_id for each in photos)]
    viewers = dict.fromkeys(viewer for each in photos for viewer in each.viewers.split())
    times = [*(note.created_at for note in waiting), *(each.created_at for each in photos)]
    return GalleryCard(
        gallery_id=local_id,
        name=name,
        count=len(photos) + len(waiting),
        covers=tuple(dict.fromkeys((*chosen, *newest)))[:COVERS],
        kind=kind,
        kind_count=0 if kind is None else kinds.count(kind),
        shared_with=tuple(names[viewer] for viewer in viewers if viewer in names),
        newest_at=max(times, default=None),
    )


def _kind(state: str) -> StepKind:
    try:
        return StepKind(state)
    except ValueError:
        return StepKind.UNKNOWN


def _share(part: PhotoPart, names: Mapping[str, str], facility: Facility | None) -> PhotoShare:
    regions = () if part.refusal is None else part.refusal.regions
    ids = tuple(viewer.contact_id for viewer in part.viewers)
    return PhotoShare(
        share_key=part.submission_id,
        facility_id=part.facility_id,
        facility_name=part.facility_name,
        kind=StepKind(part.state.value),
        names=tuple(names[each] for each in ids if each in names),
        contact_ids=ids,
        steps=tuple(Step(StepKind(step.state.value), step.at) for step in part.steps),
        number=part.number,
        submission_id=part.submission_id,
        price_cents=part.price_cents,
        held_cents=part.held_cents,
        paid_cents=part.paid_cents,
        expected_by=part.expected_by,
        refusal=refusal_info(part.refusal),
        regions=tuple(Rect(each.x, each.y, each.width, each.height) for each in regions),
        usual_wait_minutes=None if facility is None else facility.usual_wait_minutes,
        promise_hours=None if facility is None else facility.promise_hours,
        offer=offer_info(part.offer),
    )


def _reached_at(shares: Iterable[PhotoShare], kind: StepKind | None) -> datetime | None:
    """When the newest of its shares came to where it stands."""
    times = [step.at for share in shares if share.kind is kind for step in share.steps[-1:]]
    return max(times, default=None)
