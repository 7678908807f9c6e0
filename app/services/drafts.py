"""Keeps what is being written, one draft per contact."""

from __future__ import annotations

from app.domain.errors import NotFound
from app.domain.values import Change, ChangeKind
from app.services.stores import Stores


class DraftsService:
    """Words on their way to becoming messages; each call is durable when it returns."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def text(self, contact_id: str) -> str:
        """The contact's draft, empty if there is none."""
        draft = self._stores.drafts.get(contact_id)
        return "" if draft is None else draft.text

    def save(self, contact_id: str, text: str, known: str | None = None) -> tuple[Change, ...]:
        """Keep the text as it stands. `known` is what the box was filled from, None if that is not known.

        A message that was put back before the draft meanwhile stays there, and DRAFT tells the box to show it.
        """
        return self._stores.together(lambda: self._save(contact_id, text, known))

    def edit_again(self, key: str) -> tuple[Change, ...]:
        """The words of a message that came back become the draft; a draft begun meanwhile follows after them."""
        message = self._stores.cache.message(key)
        if message is None or message.text is None:
            raise NotFound(key)
        contact_id, words = message.contact_id, message.text
        self._stores.together(lambda: self._put_before_draft(contact_id, words, message.id))
        return (Change(ChangeKind.DRAFT, contact_id), Change(ChangeKind.CONVERSATIONS, contact_id))

    def _save(self, contact_id: str, text: str, known: str | None) -> tuple[Change, ...]:
        present = self.text(contact_id)
        if present == text:
            return ()
        changes: tuple[Change, ...] = (Change(ChangeKind.CONVERSATIONS, contact_id),)
        if known is not None and present not in ("", known):
            before = present.removesuffix(known) if known else f"{present}\n\n"
            text = f"{before}{text}"
            changes = (*changes, Change(ChangeKind.DRAFT, contact_id))
        self._stores.drafts.save(contact_id, text)
        return changes

    def _put_before_draft(self, contact_id: str, words: str, based_on: str) -> None:
        begun = self.text(contact_id)
        if begun.startswith(words):
            words = begun  # asked for twice
        elif begun:
            words = f"{words}\n\n{begun}"
        self._stores.drafts.save(contact_id, words, based_on)
