"""Appeals: the words for a second look, kept while they are written, and sent."""

from __future__ import annotations

from app.domain.errors import NotFound, WrongState
from app.domain.values import Change, ChangeKind, appeal_draft_name
from app.services.galleries import GalleriesService
from app.services.link import Link
from app.services.messages import MessagesService
from app.services.stores import Stores


class AppealsService:
    """Blocking; the words belong on the storage lane, asking on the network lane."""

    def __init__(
        self, link: Link, stores: Stores, messages: MessagesService, galleries: GalleriesService
    ) -> None:
        self._link = link
        self._stores = stores
        self._messages = messages
        self._galleries = galleries

    def words(self, submission_id: str) -> str:
        """What was written for this appeal so far."""
        draft = self._stores.drafts.get(appeal_draft_name(submission_id))
        return "" if draft is None else draft.text

    def keep(self, submission_id: str, text: str) -> None:
        """Keep the words as they stand; empty ones are dropped."""
        self._stores.drafts.save(appeal_draft_name(submission_id), text)

    def ask_for_message(self, key: str, text: str) -> tuple[Change, ...]:
        """Ask for a second look at a message; WrongState (and the row up to date) if that can't be done any more.

        NotEnoughFunds, CannotWriteNow, Refused, Offline. The words go once the server has them.
        """
        message = self._stores.cache.message(key)
        if message is None:
            raise NotFound(key)
        try:
            self._link.api.appeals.ask(message.id, text)
        except WrongState:
            self._stores.cache.put_messages([self._link.api.messages.get(message.id)])
            raise
        present = self._link.api.messages.get(message.id)
        self._stores.cache.put_messages([present])
        self._stores.drafts.drop(appeal_draft_name(message.id))
        return self._messages.changed(present)

    def ask_for_photo(self, key: str, submission_id: str, text: str) -> tuple[Change, ...]:
        """The same for a photo at one facility."""
        try:
            self._link.api.appeals.ask(submission_id, text)
        except WrongState:
            self._galleries.read_again(key)
            raise
        changes = self._galleries.read_again(key)
        self._stores.drafts.drop(appeal_draft_name(submission_id))
        return changes

    def ask_for_profile(self, submission_id: str, text: str) -> tuple[Change, ...]:
        """The same for the profile photo at one facility."""
        try:
            self._link.api.appeals.ask(submission_id, text)
        except WrongState:
            self._stores.cache.put_profile_photos(self._link.api.photos.profile_photos())
            raise
        self._stores.cache.put_profile_photos(self._link.api.photos.profile_photos())
        self._stores.drafts.drop(appeal_draft_name(submission_id))
        return (Change(ChangeKind.PROFILE_PHOTO),)

    def ask_for_post(self, key: str, submission_id: str, text: str) -> tuple[Change, ...]:
        """The same for a post at one facility; NotReached where nobody could read it any more."""
        post = self._stores.cache.post(key)
        if post is None:
            raise NotFound(key)
        try:
            self._link.api.appeals.ask(submission_id, text)
        except WrongState:
            self._stores.cache.put_posts([self._link.api.posts.get(post.id)])
            raise
        self._stores.cache.put_posts([self._link.api.posts.get(post.id)])
        self._stores.drafts.drop(appeal_draft_name(submission_id))
        return (Change(ChangeKind.POSTS),)
