"""Appealing a profile photo that was not approved, in the real window: asked once, decided by somebody else, final."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.values import StepKind
from app.widgets.button import Button
from app.widgets.label import Label
from tests.unit.app.live import PASSWORD, Family
from tests.unit.app.live_photos import PhotoWorld
from tests.views.photos.way import kind, notice, send_one
from tests.views.with_window import Desk


@pytest.fixture
def family(world: PhotoWorld) -> Family:
    """One contact, at a facility where a profile photo costs 10¢."""
    return world.add_family(prices_cents=(10,))


@pytest.fixture
def refused(desk: Desk, world: PhotoWorld, family: Family, picture: Path) -> Desk:
    """The photo was sent, and not approved; My Account is open."""
    desk.sign_in(family)
    send_one(desk, picture)
    world.refuse(family)
    desk.until(lambda: kind(desk) is StepKind.REFUSED)
    desk.until(lambda: desk.hands.sees("account_photo_appeal"))
    return desk


def said(desk: Desk) -> str:
    """The sentence below the name."""
    return desk.hands.find("account_photo_sentence", Label).text()


def decide(world: PhotoWorld, family: Family, *, approves: bool) -> None:
    """Somebody else at the facility decides what was appealed."""
    review = world.live.services.review
    other = world.live.services.staff.add("omar", "Omar", "manager", PASSWORD)
    item = review.claim(other, world.parts(family)[0].submission_id)
    if approves:
        review.approve(other, item.id, item.version, item.sha256)
    else:
        review.refuse(other, item.id, item.version, item.sha256, "face", "The cap is still on.")


def appeal(desk: Desk) -> None:
    """Asks in the sheet, with some words."""
    desk.hands.click("account_photo_appeal")
    desk.until(lambda: desk.app.appeal.can_send)
    desk.hands.type("It is a scarf.")
    desk.hands.click("appeal_send")
    desk.until(lambda: not desk.hands.sees("appeal"))
    desk.until(lambda: kind(desk) is StepKind.APPEALED)


def test_an_appeal_of_a_profile_photo_that_is_approved_shows_it(
    refused: Desk, world: PhotoWorld, family: Family
) -> None:
    assert refused.hands.find("account_photo_appeal", Button).text().startswith("Appeal until ")
    appeal(refused)
    refused.until(lambda: "Somebody who did not decide the first time looks at it again." in said(refused))
    assert "promises to decide within 48 h." in said(refused)
    assert not refused.hands.sees("account_photo_appeal")
    assert not refused.hands.sees("account_photo_notice")
    (part,) = world.parts(family)
    assert (part.held_cents, part.refusal and part.refusal.appeal and part.refusal.appeal.text) == (
        10,
        "It is a scarf.",
    )
    decide(world, family, approves=True)
    refused.until(lambda: kind(refused) is StepKind.DELIVERED)
    refused.until(lambda: "Approved by somebody else after your appeal of" in said(refused))
    refused.until(lambda: refused.app.profile_photo.shown_picture is not None)


def test_what_stays_not_approved_is_final_and_can_be_edited(
    refused: Desk, world: PhotoWorld, family: Family
) -> None:
    appeal(refused)
    decide(world, family, approves=False)
    refused.until(lambda: kind(refused) is StepKind.REFUSED)
    refused.until(lambda: "did not approve it either; that is final." in said(refused))
    assert "The cap is still on." in said(refused)
    assert not refused.hands.sees("account_photo_appeal")
    assert notice(refused).action.text() == "Edit and send again"
    assert world.parts(family)[0].held_cents == 0


def test_an_appealed_photo_can_be_withdrawn_and_is_not_appealed_again(
    refused: Desk, world: PhotoWorld, family: Family
) -> None:
    appeal(refused)
    refused.hands.click("account_photo_withdraw")
    refused.until(lambda: kind(refused) is StepKind.WITHDRAWN)
    assert not refused.hands.sees("account_photo_appeal")
    assert world.parts(family)[0].held_cents == 0
