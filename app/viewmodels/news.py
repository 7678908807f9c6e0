"""The feed of posts: those that wait here, those the server has with their journeys, and what can be done with them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.domain.errors import GettingOutError
from app.domain.gallery import PhotoProgress, PictureSize
from app.domain.posts import FeedFilter, PostItem, PostPartItem, PostsPage
from app.domain.values import Change, ChangeKind, Connection
from app.viewmodels.hub import Hub
from app.viewmodels.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.session import OpenSession

PAGE = 30
_SHOWN_CHANGES = (ChangeKind.POSTS, ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.ALL)


class _Read(NamedTuple):
    shown: FeedFilter
    page: PostsPage
    authors: tuple[tuple[str, str], ...]
    hidden_asks: tuple[datetime, ...]


class NewsViewModel(QObject):
    """Reads the feed anew whenever something of it changed."""

    items_changed = Signal()  # items, has_older, is_loading, hidden, hidden_asks: read again
    mending_ready = Signal(object)  # PostPartItem: its words are in the draft now
    picture_ready = Signal(str)  # key
    progress_changed = Signal(str)  # key
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._page = PostsPage((), False)
        self._wanted = PAGE
        self._is_loading = True
        self._is_fetching = False
        self._hidden: str | None = None
        self._hidden_asks: tuple[datetime, ...] = ()
        self._progress: PhotoProgress | None = None
        self._filter = FeedFilter()
        self._is_filter_new = False
        self._authors: tuple[tuple[str, str], ...] = ()
        self._pictures = Pictures(hub, self, _photo_of)
        self._pictures.ready.connect(self._on_picture_ready)
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        self._read()

    @property
    def items(self) -> tuple[PostItem, ...]:
        """Newest first; those that wait here before all others."""
        return self._page.items

    @property
    def has_older(self) -> bool:
        """Whether there are more to be loaded."""
        return self._page.older

    @property
    def is_loading(self) -> bool:
        """Whether nothing is known yet, or more is on its way."""
        return self._is_loading or self._is_fetching

    @property
    def hidden(self) -> str | None:
        """The post that was hidden last, so that it can be brought back; None after that."""
        return self._hidden

    @property
    def hidden_asks(self) -> tuple[datetime, ...]:
        """Until when each hidden post that offers a changed photo waits for an answer, the soonest first."""
        return self._hidden_asks

    @property
    def filter(self) -> FeedFilter:
        """What of it is shown."""
        return self._filter

    @property
    def authors(self) -> tuple[tuple[str, str], ...]:
        """Contacts whose posts can be read, id and name, by name."""
        return self._authors

    def picture(self, key: str) -> QImage | None:
        """The photo of a post, None while it is not here."""
        return self._pictures.get(key, PictureSize.TILE)

    def progress(self, key: str) -> float | None:
        """How far the photo of a post is on its way up, from 0 to 1; None if it is not on the wire."""
        return self._progress.share if self._progress is not None and self._progress.key == key else None

    def set_filter(self, shown: FeedFilter) -> None:
        """Shows all, one's own, theirs, those of one contact, or what was hidden; what is not here yet is fetched."""
        if shown != self._filter:
            self._filter = shown
            self._wanted = PAGE
            self._is_filter_new = shown != FeedFilter()
            self._read()

    def load_older(self) -> None:
        """The next page, from here or from the server."""
        if self._is_fetching or not self.has_older:
            return
        held = sum(not item.is_waiting_here for item in self.items)
        self._wanted = held + PAGE
        self._is_fetching = True
        self.items_changed.emit()
        shown = self._filter
        self._hub.network(
            self, lambda session: session.posts.fetch_older(shown), self._on_fetched, self._on_fetch_failed
        )

    def withdraw(self, key: str, submission_id: str | None = None) -> None:
        """Take it back, at one facility or wherever it waits."""
        self._act(lambda session: session.posts.withdraw(key, submission_id))

    def hide(self, key: str) -> None:
        """Leave it out of the feed."""

        def done(changes: tuple[Change, ...]) -> None:
            self._hidden = key
            self._hub.tell_all(changes)

        self._hub.network(self, lambda session: session.posts.hide(key), done, self._on_failed)

    def bring_back(self) -> None:
        """Show the post that was hidden last again."""
        if self._hidden is not None:
            self.show(self._hidden)

    def show(self, key: str) -> None:
        """Show a hidden post in the feed again."""
        if key == self._hidden:
            self._hidden = None
        self._act(lambda session: session.posts.hide(key, hidden=False))

    def take_back(self, key: str) -> None:
        """Turn a post that waits here into the draft again."""
        self._hub.draft_flush_wanted.emit()
        self._hub.storage(
            self, lambda session: session.posts.take_back(key), self._hub.tell_all, self._on_failed
        )

    def send_anyway(self, key: str) -> None:
        """Send a post that stayed here, for what it costs now, to where it still reaches somebody."""

        def done(changes: tuple[Change, ...]) -> None:
            self._hub.tell_all(changes)
            self._hub.sending_wanted.emit()

        self._hub.storage(self, lambda session: session.posts.send_anyway(key), done, self._on_failed)

    def edit_again(self, key: str, part: PostPartItem) -> None:
        """Words and photo of a part that was not approved become a draft for that facility alone."""

        def done(_changes: tuple[Change, ...]) -> None:
            self.mending_ready.emit(part)

        self._hub.network(
            self, lambda session: session.posts.edit_again(key, part.submission_id), done, self._on_failed
        )

    def _act(self, work: Callable[[OpenSession], tuple[Change, ...]]) -> None:
        self._hub.network(self, work, self._hub.tell_all, self._on_failed)

    def _read(self) -> None:
        wanted, shown = self._wanted, self._filter
        self._hub.storage(
            self,
            lambda session: _Read(
                shown,
                session.posts.newest(wanted, shown),
                session.posts.authors(),
                session.posts.hidden_asks(),
            ),
            self._on_read,
        )

    def _on_read(self, read: _Read) -> None:
        shown, page = read.shown, read.page
        if shown != self._filter:
            return  # another one is on its way
        self._page, self._authors, self._hidden_asks = page, read.authors, read.hidden_asks
        self._follow_photo()
        for item in page.items:
            if item.has_photo and item.photo is None:
                self._pictures.forget(item.key)
        shown_photos = tuple((item.key, PictureSize.TILE) for item in page.items if item.photo is not None)
        self._pictures.look_again()
        self._pictures.want(shown_photos)
        # Empty without an end: the first sync is not over, unless there is nobody to ask.
        self._is_loading = not page.items and page.older and self._hub.connection is Connection.STARTING
        self.items_changed.emit()
        if self._is_filter_new and not self._is_fetching:
            self._is_filter_new = False
            if shown.is_hidden or len(page.items) < PAGE:
                self.load_older()

    def _on_fetched(self, _nothing: None) -> None:
        self._is_fetching = False
        self._read()

    def _on_fetch_failed(self, fault: GettingOutError) -> None:
        self._is_fetching = False
        self.items_changed.emit()
        self.failed.emit(fault)

    def _on_failed(self, fault: GettingOutError) -> None:
        self._read()
        self.failed.emit(fault)

    def _on_picture_ready(self, key: str, _size: PictureSize) -> None:
        self.picture_ready.emit(key)

    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.POST_UPLOAD:
            self._follow_photo()
        elif change.kind in _SHOWN_CHANGES:
            self._read()

    def _follow_photo(self) -> None:
        """What goes up is read where it goes up: it may have begun before anybody looked."""
        session, before = self._hub.session, self._progress
        self._progress = None if session is None else session.posts.progress()
        for key in {each.key for each in (before, self._progress) if each is not None}:
            self.progress_changed.emit(key)

    def _on_session_changed(self, session: OpenSession | None) -> None:
        self._page = PostsPage((), False)
        self._progress = None
        self._pictures.clear()
        self._wanted = PAGE
        self._filter, self._is_filter_new, self._authors = FeedFilter(), False, ()
        self._hidden_asks = ()
        self._is_loading, self._is_fetching, self._hidden = session is not None, False, None
        self.items_changed.emit()
        self._read()


def _photo_of(session: OpenSession, key: str, size: PictureSize) -> bytes | None:
    return session.posts.photos.picture(key, size)
