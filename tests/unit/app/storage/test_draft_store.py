"""Drafts keep every word, one per contact."""

import pytest

from app.storage.database import Database
from app.storage.draft_store import DraftStore


@pytest.fixture
def drafts(database: Database) -> DraftStore:
    return DraftStore(database)


def test_the_last_saved_text_counts(drafts: DraftStore) -> None:
    drafts.save("mateo", "Dear")
    drafts.save("linh", "Hello")
    drafts.save("mateo", "Dear Mateo")
    assert {contact: draft.text for contact, draft in drafts.all().items()} == {
        "linh": "Hello",
        "mateo": "Dear Mateo",
    }
    assert list(drafts.all()) == ["linh", "mateo"]


@pytest.mark.parametrize("text", ["x" * 100_000, "a\x00b", "\ud83d", "\u202e", "e\u0301", "line\r\nline"])
def test_whatever_was_typed_is_kept(drafts: DraftStore, text: str) -> None:
    drafts.save("mateo", text)
    kept = drafts.get("mateo")
    assert kept is not None
    assert kept.text == text


def test_an_empty_text_is_no_draft(drafts: DraftStore) -> None:
    drafts.save("mateo", "Dear")
    drafts.save("mateo", "")
    assert drafts.get("mateo") is None


def test_what_a_draft_mends_is_remembered_while_it_is_written(drafts: DraftStore) -> None:
    drafts.save("mateo", "Dear", based_on="local-1")
    drafts.save("mateo", "Dear M")
    kept = drafts.get("mateo")
    assert kept is not None
    assert kept.based_on == "local-1"
    drafts.drop("mateo")
    drafts.save("mateo", "new")
    fresh = drafts.get("mateo")
    assert fresh is not None
    assert fresh.based_on is None
