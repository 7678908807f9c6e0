"""Finds in an event what the member must hear of: compared with what is kept here, before that is replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.domain.own_news import OwnNews, OwnNewsKind
from app.domain.values import Change, ChangeKind
from app.services.stores import Stores
from contract.events import Event
from contract.galleries import PhotoPart, SharedPhoto
from contract.messages import Direction, Message, State
from contract.offers import OfferOutcome
from contract.photos import ProfilePart, ProfilePhotos
from contract.posts import Post, PostPart

Parts = Sequence[PhotoPart | PostPart] | Sequence[ProfilePart]


def own_news(stores: Stores, event: Event) -> tuple[Change, ...]:
    """A change for each; what this computer did not know before is no news, nor is what the member decided."""
    found: Iterator[OwnNews] = iter(())
    if event.message is not None:
        found = _of_message(stores, event.message)
    elif event.photo is not None and event.photo.deleted_at is None:
        found = _of_photo(stores, event.photo)
    elif event.post is not None:
        found = _of_post(stores, event.post)
    elif event.profile_photos is not None:
        found = _of_profile(stores, event.profile_photos)
    return tuple(Change(ChangeKind.OWN_NEWS, news=news) for news in found)


def _of_message(stores: Stores, message: Message) -> Iterator[OwnNews]:
    """Those to a muted contact are as silent as answers."""
    if message.direction is not Direction.SENT or message.state is not State.REFUSED:
        return
    before, contact = stores.cache.message(message.id), stores.cache.contact(message.contact_id)
    is_muted = contact is not None and contact.muted
    if before is not None and before.state is not State.REFUSED and not is_muted:
        yield OwnNews(OwnNewsKind.MESSAGE_REFUSED)


def _of_photo(stores: Stores, photo: SharedPhoto) -> Iterator[OwnNews]:
    if _is_news(photo.parts):
        kept = stores.galleries.photo(photo.local_id)
        yield from _of_parts(photo.parts, () if kept is None else kept.parts, OwnNewsKind.PHOTO_REFUSED)


def _of_post(stores: Stores, post: Post) -> Iterator[OwnNews]:
    if _is_news(post.parts):
        kept = stores.cache.post(post.id)
        yield from _of_parts(post.parts, () if kept is None else kept.parts, OwnNewsKind.POST_REFUSED)


def _is_news(parts: Sequence[PhotoPart | PostPart]) -> bool:
    """Whether there may be anything to tell; most often there is not, and nothing has to be read."""
    return any(part.state in (State.REFUSED, State.OFFERED) for part in parts)


def _of_parts(
    parts: Sequence[PhotoPart | PostPart], kept: Sequence[PhotoPart | PostPart], refused: OwnNewsKind
) -> Iterator[OwnNews]:
    """What was not approved, unless the member said so, and what was offered changed, each compared with `kept`."""
    before = {part.submission_id: part for part in kept}
    said_no = {
        part.submission_id
        for part in parts
        if part.offer is not None
        and part.offer.outcome is OfferOutcome.DECLINED
        and (part.refusal is None or part.refusal.appeal is None)
    }
    states = {
        submission_id: part.state for submission_id, part in before.items() if submission_id not in said_no
    }
    yield from _refused(parts, states, refused)
    for part in parts:
        known = before.get(part.submission_id)
        if known is None or part.offer is None or part.offer.outcome is not OfferOutcome.WAITING:
            continue
        if known.offer is None or known.offer.at != part.offer.at:
            yield OwnNews(OwnNewsKind.PHOTO_OFFERED, part.offer.until)


def _of_profile(stores: Stores, photos: ProfilePhotos) -> Iterator[OwnNews]:
    parts = () if photos.newest is None else photos.newest.parts
    if any(part.state is State.REFUSED for part in parts):
        kept = stores.cache.profile_photos()
        newest = None if kept is None else kept.newest
        states = {} if newest is None else {part.submission_id: part.state for part in newest.parts}
        yield from _refused(parts, states, OwnNewsKind.PHOTO_REFUSED)


def _refused(parts: Parts, before: Mapping[str, State], kind: OwnNewsKind) -> Iterator[OwnNews]:
    """One for each part that was not approved since `before`."""
    for part in parts:
        if part.state is State.REFUSED and before.get(part.submission_id, State.REFUSED) is not State.REFUSED:
            yield OwnNews(kind)
