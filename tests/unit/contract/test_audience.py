"""Whom an audience reaches, whom not and why, and what it costs: one rule for both sides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contract.audience import Audience, AudienceKind, CannotReach, Shared, price_cents, reach
from contract.contacts import CannotWrite, Contact, ContactState
from contract.facilities import Facility, Feature, Prices

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVERYBODY = Audience(kind=AudienceKind.EVERYBODY)
ALL = (Feature.MESSAGES, Feature.NEWS, Feature.PHOTOS)


def facility(name: str, *features: Feature, photo: int = 25, status: int = 30) -> Facility:
    """A facility with these features and prices."""
    return Facility(
        id=name,
        name=name,
        city="",
        region="",
        time_zone="UTC",
        currency="USD",
        features=features or ALL,
        prices=Prices(message_cents=25, photo_cents=photo, status_cents=status, profile_photo_cents=0),
        rules=(),
        message_characters=500,
        promise_hours=48,
        usual_wait_minutes=None,
        sender_sees_pending=False,
        approves_contacts=False,
    )


def contact(
    name: str,
    place: str,
    state: ContactState = ContactState.ACCEPTED,
    cannot_write: CannotWrite | None = None,
) -> Contact:
    """Somebody at a facility."""
    return Contact(
        id=name,
        resident_id=f"resident {name}",
        name=name,
        facility_id=place,
        relationship="aunt",
        state=state,
        since=NOW,
        cannot_write=cannot_write,
    )


def test_a_facility_is_paid_once_however_many_people_there() -> None:
    places = [facility("cedar"), facility("harbor", photo=40)]
    people = [contact("ann", "cedar"), contact("bea", "cedar"), contact("cid", "harbor")]
    found = reach(EVERYBODY, people, places, Shared.PHOTO)
    assert [(who.id, where.id) for who, where in found.reached] == [
        ("ann", "cedar"),
        ("bea", "cedar"),
        ("cid", "harbor"),
    ]
    assert [(where.id, cents) for where, cents in found.facilities] == [("cedar", 25), ("harbor", 40)]
    assert found.total_cents == 65
    assert found.cannot == ()


@pytest.mark.parametrize(
    ("what", "cents"), [(Shared.PHOTO, 25), (Shared.STATUS, 30), (Shared.STATUS_WITH_PHOTO, 55)]
)
def test_a_status_with_a_photo_costs_both(what: Shared, cents: int) -> None:
    assert price_cents(facility("cedar"), what) == cents
    assert reach(EVERYBODY, [contact("ann", "cedar")], [facility("cedar")], what).total_cents == cents


def test_further_people_where_it_was_paid_for_cost_nothing() -> None:
    places = [facility("cedar"), facility("harbor")]
    people = [contact("ann", "cedar"), contact("cid", "harbor")]
    found = reach(EVERYBODY, people, places, Shared.PHOTO, paid_at={"cedar"})
    assert [(where.id, cents) for where, cents in found.facilities] == [("cedar", 0), ("harbor", 25)]


@pytest.mark.parametrize(
    ("person", "place", "what", "reason"),
    [
        (contact("a", "x"), facility("x", Feature.NEWS), Shared.PHOTO, CannotReach.NO_PHOTOS_AT_FACILITY),
        (contact("a", "x"), facility("x", Feature.PHOTOS), Shared.STATUS, CannotReach.NO_NEWS_AT_FACILITY),
        (
            contact("a", "x"),
            facility("x", Feature.NEWS),
            Shared.STATUS_WITH_PHOTO,
            CannotReach.NO_PHOTOS_AT_FACILITY,
        ),
        (
            contact("a", "x", ContactState.WAITING_FOR_PERSON),
            facility("x"),
            Shared.PHOTO,
            CannotReach.NOT_ACCEPTED,
        ),
        (contact("a", "x", ContactState.ENDED), facility("x"), Shared.PHOTO, CannotReach.ENDED),
        (contact("a", "x", ContactState.BLOCKED), facility("x"), Shared.STATUS, CannotReach.BLOCKED),
        (contact("a", "x", ContactState.DECLINED), facility("x"), Shared.PHOTO, CannotReach.DECLINED),
        (
            contact("a", "x", cannot_write=CannotWrite.SUSPENDED),
            facility("x"),
            Shared.PHOTO,
            CannotReach.SUSPENDED,
        ),
        (
            contact("a", "x", cannot_write=CannotWrite.RELEASED),
            facility("x", Feature.NEWS),
            Shared.PHOTO,
            CannotReach.RELEASED,
        ),
        (contact("a", "elsewhere"), facility("x"), Shared.PHOTO, CannotReach.UNKNOWN),
    ],
)
def test_whoever_can_not_get_it_is_named_with_the_reason(
    person: Contact, place: Facility, what: Shared, reason: CannotReach
) -> None:
    chosen = Audience(kind=AudienceKind.CONTACTS, contact_ids=("a",))
    found = reach(chosen, [person], [place], what)
    assert (found.reached, found.cannot, found.total_cents) == ((), ((person, reason),), 0)


def test_no_messages_at_a_facility_does_not_keep_photos_away() -> None:
    person = contact("a", "x", cannot_write=CannotWrite.NO_MESSAGES_AT_FACILITY)
    assert reach(EVERYBODY, [person], [facility("x", Feature.PHOTOS)], Shared.PHOTO).cannot == ()


def test_everybody_does_not_mean_those_it_is_over_with() -> None:
    people = [
        contact("ann", "cedar"),
        contact("bea", "cedar", ContactState.ENDED),
        contact("cid", "cedar", ContactState.BLOCKED),
        contact("dee", "harbor"),
    ]
    places = [facility("cedar"), facility("harbor")]
    found = reach(EVERYBODY, people, places, Shared.PHOTO)
    assert [who.id for who, _ in found.reached] == ["ann", "dee"]
    assert found.cannot == ()
    here = reach(Audience(kind=AudienceKind.FACILITY, facility_id="cedar"), people, places, Shared.PHOTO)
    assert [who.id for who, _ in here.reached] == ["ann"]


def test_an_audience_of_a_newer_version_reaches_nobody() -> None:
    unknown = Audience(kind=AudienceKind.UNKNOWN, contact_ids=("a",), facility_id="x")
    assert reach(unknown, [contact("a", "x")], [facility("x")], Shared.PHOTO).reached == ()
