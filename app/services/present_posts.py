"""Puts posts and their audience into the client's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.domain.photos import Size
from app.domain.posts import LeftOut, PostAudience, PostItem, PostPartItem, PostPlace
from app.domain.values import Step, StepKind
from app.services.present import refusal_info
from app.services.present_offers import offer_info
from app.storage.post_store import KeptPost
from contract import limits
from contract.audience import Audience, AudienceKind, Shared, reach
from contract.contacts import CannotWrite, Contact, ContactState
from contract.facilities import Facility
from contract.posts import ContactPost, Post, PostPart

_AWAY = (CannotWrite.SUSPENDED, CannotWrite.BEING_MOVED, CannotWrite.RELEASED)


def audience_info(
    contacts: Sequence[Contact], facilities: Sequence[Facility], *, has_photo: bool = False
) -> PostAudience:
    """Whom a post to everybody reaches, whom not and why; by the facility's name."""
    what = Shared.STATUS_WITH_PHOTO if has_photo else Shared.STATUS
    places = {facility.id: facility for facility in facilities}
    found = reach(Audience(kind=AudienceKind.EVERYBODY), contacts, facilities, what)
    people: dict[str, list[str]] = defaultdict(list)
    for contact, facility in found.reached:
        people[facility.id].append(contact.name)
    reached = [
        PostPlace(
            facility_id=facility.id,
            name=facility.name,
            price_cents=cents,
            people=tuple(people[facility.id]),
            characters=facility.message_characters,
            is_paused=facility.paused_since is not None,
        )
        for facility, cents in found.facilities
    ]
    left_out = tuple(
        LeftOut(
            contact_id=contact.id,
            name=contact.name,
            facility_name=places[contact.facility_id].name if contact.facility_id in places else "",
            reason=reason.value,
            since=contact.cannot_write_since,
        )
        for contact, reason in found.cannot
    )
    return PostAudience(
        tuple(sorted(reached, key=lambda place: (place.name, place.facility_id))), left_out, True
    )


def post_item(
    post: Post,
    contacts: Sequence[Contact],
    facilities: Mapping[str, Facility],
    mended: frozenset[str] = frozenset(),
) -> PostItem:
    """A post the server has; `mended` are the parts that were sent again."""
    names = {contact.id: contact.name for contact in contacts}
    at = {part.facility_id for part in post.parts}
    return PostItem(
        key=post.local_id,
        text=post.text,
        characters=post.characters,
        at=post.created_at,
        places=tuple(part.facility_name for part in post.parts),
        parts=tuple(_part(part, names, facilities, mended) for part in post.parts),
        post_id=post.id,
        people_count=sum(
            contact.state is ContactState.ACCEPTED
            and contact.facility_id in at
            and contact.since <= post.created_at
            and contact.cannot_write not in _AWAY
            for contact in contacts
        ),
        price_cents=sum(part.price_cents for part in post.parts),
        sequence=post.sequence,
        is_mending=post.mends is not None,
        is_hidden=post.hidden_at is not None,
        has_photo=post.has_photo,
        photo=None if post.photo is None else Size(post.photo.width, post.photo.height),
    )


def contact_item(post: ContactPost) -> PostItem:
    """What a contact posted."""
    return PostItem(
        key=post.id,
        text=post.text,
        characters=post.characters,
        at=post.created_at,
        places=(),
        post_id=post.id,
        sequence=post.sequence,
        is_hidden=post.is_hidden,
        contact_id=post.contact_id,
        author=post.name,
    )


def waiting_item(
    kept: KeptPost, facilities: Mapping[str, Facility], audience: PostAudience, photo: Size | None = None
) -> PostItem:
    """A post that is on this computer only; `audience` is that of a post like it, `photo` the size of its own."""
    prices = {place.facility_id: place.price_cents for place in audience.places}
    gone = kept.fault.facility_ids if kept.fault is not None else ()
    still = [one for one in kept.facility_ids if one in prices and one not in gone]
    return PostItem(
        key=kept.local_id,
        text=kept.text,
        characters=limits.count_characters(kept.text),
        at=kept.created_at,
        places=tuple(facilities[one].name for one in kept.facility_ids if one in facilities),
        people_count=sum(
            len(place.people) for place in audience.places if place.facility_id in kept.facility_ids
        ),
        price_cents=kept.price_cents,
        price_now_cents=sum(prices[one] for one in still) if still else None,
        is_mending=kept.mends is not None,
        fault=kept.fault,
        has_photo=kept.photo is not None,
        photo=photo,
        places_gone=tuple(facilities[one].name for one in gone if one in facilities),
    )


def _part(
    part: PostPart, names: Mapping[str, str], facilities: Mapping[str, Facility], mended: frozenset[str]
) -> PostPartItem:
    steps = tuple(Step(StepKind(step.state.value), step.at) for step in part.steps)
    reached = [step.at for step in part.steps if step.state is part.state]
    facility = facilities.get(part.facility_id)
    return PostPartItem(
        facility_id=part.facility_id,
        facility_name=part.facility_name,
        submission_id=part.submission_id,
        kind=StepKind(part.state.value),
        at=reached[-1] if reached else part.steps[-1].at,
        steps=steps,
        price_cents=part.price_cents,
        opened_by=tuple(names[each.contact_id] for each in part.opened if each.contact_id in names),
        expected_by=part.expected_by,
        refusal=refusal_info(part.refusal),
        offer=offer_info(part.offer),
        is_paused=facility is not None and facility.paused_since is not None,
        is_mended=part.submission_id in mended,
        promise_hours=None if facility is None else facility.promise_hours,
    )
