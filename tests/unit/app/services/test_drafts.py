"""Drafts: whatever happens at the same time, no word written is lost."""

import pytest

from app.domain.values import Change, ChangeKind
from app.services.drafts import DraftsService
from app.services.stores import Stores

ROW = Change(ChangeKind.CONVERSATIONS, "mateo")
BOX = Change(ChangeKind.DRAFT, "mateo")


@pytest.fixture
def drafts(stores: Stores) -> DraftsService:
    return DraftsService(stores)


def test_a_draft_is_kept_and_dropped(drafts: DraftsService) -> None:
    assert drafts.save("mateo", "words", "") == (ROW,)
    assert drafts.save("mateo", "words", "words") == ()
    assert drafts.text("mateo") == "words"
    assert drafts.save("mateo", "", "words") == (ROW,)
    assert drafts.text("mateo") == ""


@pytest.mark.parametrize("text", ["nul \x00 inside", "half \ud83d", "👨‍👩‍👧‍👦", "\u202eabc", "a" * 1_000_000])
def test_whatever_can_be_typed_comes_back(drafts: DraftsService, text: str) -> None:
    drafts.save("mateo", text, "")
    assert drafts.text("mateo") == text


def test_words_put_back_meanwhile_stay_before_what_is_saved(drafts: DraftsService, stores: Stores) -> None:
    drafts.save("mateo", "begun", "")
    stores.drafts.save("mateo", "taken back\n\nbegun")
    assert drafts.save("mateo", "begun and more", "begun") == (ROW, BOX)
    assert drafts.text("mateo") == "taken back\n\nbegun and more"


def test_words_put_back_into_an_empty_draft_stay_too(drafts: DraftsService, stores: Stores) -> None:
    stores.drafts.save("mateo", "taken back")
    assert drafts.save("mateo", "typed", "") == (ROW, BOX)
    assert drafts.text("mateo") == "taken back\n\ntyped"


def test_a_draft_that_left_as_a_message_is_begun_anew(drafts: DraftsService) -> None:
    assert drafts.save("mateo", "the rest", "sent words the rest") == (ROW,)
    assert drafts.text("mateo") == "the rest"
