"""What My Account says of a profile photo in every state: its time, its money, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from app.domain.prices import PriceLine
from app.domain.profile_photo import (
    PhotoFault,
    PhotoFaultKind,
    PhotoOnItsWay,
    PhotoPart,
    ProfilePhotoStanding,
    ReachedFacility,
    UploadProgress,
)
from app.domain.values import Refusal, Step, StepKind
from app.views import photo_words
from app.widgets import fmt

NOW = datetime(2025, 11, 24, 14, 0, tzinfo=UTC)
SENT_AT = NOW - timedelta(hours=4, minutes=46)
REFUSAL = Refusal("3", "Faces must be seen.", "Take the cap off.", (), NOW)


@pytest.fixture(autouse=True)
def zone(qapp: object) -> Iterator[None]:
    fmt.set_zone("UTC")
    yield
    fmt.set_zone(None)


def part(kind: StepKind, name: str = "Cedar Ridge") -> PhotoPart:
    """The photo at one facility, decided an hour ago; 25 cents."""
    steps = (Step(StepKind.PENDING, SENT_AT), Step(kind, NOW - timedelta(hours=1)))
    return PhotoPart(name, kind, steps, "1010", price_cents=25, usual_wait_minutes=540, promise_hours=48)


def standing(kind: StepKind, *parts: PhotoPart, shown: str | None = "old") -> ProfilePhotoStanding:
    is_here = kind in (StepKind.QUEUED, StepKind.FAILED)
    newest = PhotoOnItsWay("key", None if is_here else "id", kind, SENT_AT, None, parts)
    reached = (ReachedFacility("Cedar Ridge", 25), ReachedFacility("Harbor Point", 10))
    return ProfilePhotoStanding(shown, newest, reached, is_known=True)


def with_fault(fault: PhotoFault) -> ProfilePhotoStanding:
    told = standing(StepKind.FAILED)
    assert told.newest is not None
    return replace(told, newest=replace(told.newest, fault=fault))


def said(told: ProfilePhotoStanding, *, is_online: bool = True) -> str:
    return plain(photo_words.sentence(told, is_online=is_online, now=NOW))


def plain(words: str) -> str:
    """Without the signs that keep names from turning the sentence around."""
    return words.replace("\u2068", "").replace("\u2069", "")


def noticed(told: ProfilePhotoStanding) -> str:
    notice = photo_words.notice(told, now=NOW)
    assert notice is not None
    return plain(f"{notice.lead} {notice.text} [{notice.action}]")


def test_a_waiting_photo_says_when_it_was_sent_and_how_long_it_usually_takes() -> None:
    waiting = standing(StepKind.PENDING, part(StepKind.PENDING))
    assert said(waiting) == (
        "The new photo was sent today at 09:14. The old one stays until it is approved, usually within 9 h."
    )
    first = standing(StepKind.PENDING, part(StepKind.PENDING), shown=None)
    assert said(first) == (
        "Your photo was sent today at 09:14. It is shown once it is approved, usually within 9 h."
    )


def test_what_is_promised_is_not_called_usual() -> None:
    promised = replace(part(StepKind.PENDING), usual_wait_minutes=None)
    assert said(standing(StepKind.PENDING, promised)).endswith("until it is approved, within 48 h.")


def test_a_photo_without_any_facility_says_that_it_waits_for_a_contact() -> None:
    told = replace(standing(StepKind.PENDING), reached=())
    assert "waits for your first contact" in said(told)
    assert photo_words.notice(told) is None


def test_a_photo_that_waited_for_a_contact_goes_there_at_a_price_only_when_wished() -> None:
    told = standing(StepKind.PENDING)
    assert said(told) == "Your photo is kept at the service; nobody looks at it yet."
    assert noticed(told).endswith("[Send for 35¢]")


def test_a_kept_photo_says_whether_it_goes_out_now() -> None:
    queued = standing(StepKind.QUEUED)
    assert "goes out by itself when you are online" in said(queued, is_online=False)
    assert "is on its way" in said(queued)
    newest = queued.newest
    assert newest is not None
    assert photo_words.caption(newest, None, is_online=False).words == "Kept here"
    going = UploadProgress("key", 0.64)
    assert photo_words.caption(newest, going, is_online=True).words == "Sending 64 %"


def test_a_pause_the_server_asked_for_is_said_with_its_end() -> None:
    queued = standing(StepKind.QUEUED)
    assert queued.newest is not None
    told = replace(queued, newest=replace(queued.newest, again_at=NOW + timedelta(minutes=30)))
    assert said(told).endswith("goes out by itself at 14:30.")


def test_several_facilities_each_say_their_state_and_their_money() -> None:
    held = replace(part(StepKind.PENDING), held_cents=25)
    assert plain(photo_words.part_words(held, NOW)) == (
        "Waiting for approval · since 13:00 · usually within 9 h · 25¢ on hold"
    )
    paid = replace(part(StepKind.DELIVERED), paid_cents=25)
    assert photo_words.part_words(paid, NOW) == "Approved and shown · 13:00 · 25¢ paid"
    back = part(StepKind.REFUSED)
    assert photo_words.part_words(back, NOW) == "Not approved · 13:00 · 25¢ is back in your balance"


def test_a_refusal_says_the_rule_what_to_change_and_that_the_money_is_back() -> None:
    refused = replace(part(StepKind.REFUSED), refusal=REFUSAL)
    assert noticed(standing(StepKind.REFUSED, refused)) == (
        "Not approved · 13:00 · 25¢ is back in your balance. Rule 3: Faces must be seen. Take the cap off."
        " [Edit and send again]"
    )


def test_a_refusal_at_one_of_several_facilities_names_it() -> None:
    refused = replace(part(StepKind.REFUSED, "Harbor Point"), refusal=REFUSAL)
    both = standing(StepKind.REFUSED, part(StepKind.DELIVERED), refused)
    assert noticed(both).startswith("Not approved. Harbor Point: Rule 3")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (PhotoFault(PhotoFaultKind.FUNDS, 35, 10, 25), "25¢ is missing."),
        (PhotoFault(PhotoFaultKind.PRICE, price_cents=50), "The price is 50¢ by now."),
        (PhotoFault(PhotoFaultKind.PICTURE, reason="damaged"), "This picture was not taken."),
        (PhotoFault(PhotoFaultKind.KEY), "Another photo was sent in its place."),
        (PhotoFault(PhotoFaultKind.NOT_NOW, reason="unknown"), "Photos can't be sent at present."),
    ],
)
def test_what_keeps_a_photo_here_is_said_and_that_it_is_kept(fault: PhotoFault, words: str) -> None:
    notice = noticed(with_fault(fault))
    assert notice.startswith(words)
    assert "kept here" in notice
    assert not notice.endswith("[]")


def test_the_price_is_said_with_each_facility_before_any_work() -> None:
    told = standing(StepKind.PENDING, part(StepKind.PENDING))
    assert plain(photo_words.price_sentence(told, PriceLine(35, 100))) == (
        "A new photo costs 35¢, only where it is approved: Cedar Ridge 25¢, Harbor Point 10¢."
    )
    free = replace(told, reached=(ReachedFacility("Cedar Ridge", 0),))
    assert photo_words.price_sentence(free, PriceLine(0, 100)) == "A new photo is free."
    assert photo_words.price_sentence(ProfilePhotoStanding(), PriceLine()) == ""


def test_what_is_missing_is_said_with_what_there_is() -> None:
    notice = photo_words.funds_notice(PriceLine(35, 20))
    assert notice.lead == "15¢ is missing."
    assert notice.text == "A new photo costs 35¢ and your balance has 20¢ for it."
