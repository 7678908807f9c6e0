"""The composer of posts: draft and photo, count, whom it reaches and what it costs, and whether it can be posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import GettingOutError
from app.domain.photos import ExportedPhoto
from app.domain.posts import LeftOut, PostAudience, PostPartItem, draft_name
from app.domain.prices import PriceLine
from app.domain.values import (
    BlockKind,
    Change,
    ChangeKind,
    Connection,
    CountState,
    DraftKept,
    SendBlock,
    StorageMode,
)
from app.jobs.job import Job
from app.viewmodels import send_check
from app.viewmodels.hub import Hub
from app.viewmodels.post_photo import PostPhotoViewModel

if TYPE_CHECKING:
    from app.services.session import OpenSession

SAVE_PAUSE_MS = 600
SAVE_AGAIN_MS = 10_000
_AWAY = (Connection.OFFLINE, Connection.SERVER_FAULT, Connection.CLIENT_TOO_OLD, Connection.SERVER_TOO_OLD)
_AUDIENCE_CHANGES = (ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.ALL)

Audiences = tuple[PostAudience, PostAudience]
"""Whom a post without a photo reaches, and whom one with a photo."""
_UNKNOWN: Audiences = (PostAudience(), PostAudience())


class PostComposeViewModel(QObject):
    """State of the composer; `mending` is the part that was not approved and that the draft is sent for again."""

    count_changed = Signal(object)  # CountState
    state_changed = Signal()  # block, audience, price, offline, draft_kept, mending: read again
    text_replaced = Signal(str)  # the box shall show this text (opened, restored, posted)
    opened = Signal()  # what `open` was asked for
    post_queued = Signal()
    draft_saved = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.photo = PostPhotoViewModel(hub, self)
        self._everybody = _UNKNOWN
        self._accepted: tuple[int, tuple[str, ...]] | None = None
        self._mending: PostPartItem | None = None
        self._had_photo = False
        self._text = ""
        self._saved_text: str | None = ""  # what is on disk; None if that is not known
        self._count = CountState(0, send_check.DEFAULT_LIMIT, send_check.DEFAULT_LIMIT)
        self._text_fault: BlockKind | None = BlockKind.EMPTY
        self._queuing: str | None = None
        self._disk_failed = False
        self._draft_kept = DraftKept.NONE
        self._save_pause = QTimer(self)
        self._save_pause.setSingleShot(True)
        self._save_pause.setInterval(SAVE_PAUSE_MS)
        self._save_pause.timeout.connect(self.flush)
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        hub.tally_changed.connect(self._on_surroundings_changed)
        hub.connection_changed.connect(self._on_surroundings_changed)
        hub.limits_ready.connect(self._on_limits_ready)
        hub.draft_flush_wanted.connect(self.flush)
        self.photo.changed.connect(self._on_photo_changed)
        self.photo.stored.connect(self._load)
        self._load()

    @property
    def text(self) -> str:
        """The draft as it stands."""
        return self._text

    @property
    def count(self) -> CountState:
        """The countdown."""
        return self._count

    @property
    def draft(self) -> str:
        """Under which name it is kept."""
        return draft_name(None if self._mending is None else self._mending.submission_id)

    @property
    def mending(self) -> PostPartItem | None:
        """The part that is sent again, there only; None for a post to everybody."""
        return self._mending

    @property
    def audience(self) -> PostAudience:
        """Whom this post would reach now, with its photo if it has one, and whom not."""
        return self._meant(has_photo=self.photo.photo is not None)

    @property
    def photo_line(self) -> PriceLine:
        """What the post would cost with a photo, None where nobody could get it, and what there is for it."""
        audience, tally = self._meant(has_photo=True), self._hub.tally
        balance = None if tally.balance is None else tally.balance.available_cents - tally.claimed_cents
        return PriceLine(audience.price_cents if audience.places else None, balance)

    @property
    def balance_after_cents(self) -> int | None:
        """What can be spent after this post and what waits here; None while unknown, negative if it is too little."""
        tally = self._hub.tally
        if tally.balance is None or not self.audience.is_known:
            return None
        return tally.balance.available_cents - tally.claimed_cents - self.audience.price_cents

    @property
    def block(self) -> SendBlock | None:
        """Why Post is off. STORAGE alone may be tried again at once; CANNOT_WRITE means that it reaches nobody."""
        audience, after, tally = self.audience, self.balance_after_cents, self._hub.tally
        if after is None or tally.balance is None:
            return SendBlock(BlockKind.NOT_READY)
        if not audience.places:
            return SendBlock(BlockKind.CANNOT_WRITE)
        price = audience.price_cents
        if self._accepted is not None and self._accepted != (price, audience.facility_ids):
            return SendBlock(BlockKind.PRICE_CHANGED, price_cents=price, old_price_cents=self._accepted[0])
        if after < 0:
            free = tally.balance.available_cents - tally.claimed_cents
            return SendBlock(BlockKind.FUNDS, missing_cents=-after, price_cents=price, balance_cents=free)
        if self._text_fault is not None:
            return SendBlock(self._text_fault, over=max(0, -self._count.left) or None)
        return SendBlock(BlockKind.STORAGE) if self._disk_failed else None

    @property
    def can_post(self) -> bool:
        """Whether Post does something now; offline is no hindrance."""
        block = self.block
        is_free = self._queuing is None and not self.photo.is_busy
        return is_free and (block is None or block.kind is BlockKind.STORAGE)

    @property
    def offline(self) -> bool:
        """Whether Post would keep it here until the connection is back."""
        return self._hub.connection in _AWAY

    @property
    def draft_kept(self) -> DraftKept:
        """What became of the words in the box."""
        return self._draft_kept

    def set_text(self, text: str) -> None:
        """The text in the box changed."""
        if text == self._text:
            return
        self._text = text
        self._disk_failed = False
        if not text:
            self._accept()
        self._draft_kept = DraftKept.SAVING
        self._save_pause.start()
        self._recount()
        self.state_changed.emit()

    def post(self) -> None:
        """Put the draft into the outbox with its photo; the box is emptied only once it is on disk."""
        session, audience = self._hub.session, self.audience
        if session is None or not self.can_post:
            return
        self._save_pause.stop()
        from uuid import uuid4

        text, local_id = self._text, str(uuid4())
        mends = None if self._mending is None else self._mending.submission_id
        photo = None if self.photo.photo is None else self.photo.photo.sha256
        self._queuing = text
        self._hub.runner.storage(
            Job(
                self,
                lambda: session.posts.queue(
                    local_id, text, audience.facility_ids, audience.price_cents, mends, photo
                ),
                self._on_queued,
                self._on_queue_failed,
                must_run=True,
            )
        )
        self.state_changed.emit()

    def mend(self, part: PostPartItem) -> None:
        """Show the draft that is for this part, kept by `PostsService.edit_again` before."""
        self._open(part)

    def post_to_everybody(self) -> None:
        """Keep the mended words where they are, and go back to the post to everybody."""
        self._open(None)

    def open(self, draft: str | None) -> None:
        """Show this draft, or the post to everybody where what it mends has moved on; ends in `opened`."""
        if draft == self.draft:
            self.opened.emit()
        else:
            self._hub.storage(self, lambda session: session.posts.part_to_mend(draft), self._on_found)

    def accept_price(self) -> None:
        """The member has seen the new sum, and where it goes."""
        self._accept()
        self.state_changed.emit()

    def flush(self) -> None:
        """Keep the draft now, without waiting for the pause in typing."""
        self._save_pause.stop()
        session, name = self._hub.session, self.draft
        text = self._text if self._queuing is None else self._text.removeprefix(self._queuing)
        if session is None:
            return
        if text == self._saved_text and self._draft_kept is not DraftKept.SAVING:
            return
        known, self._saved_text = self._saved_text, text
        self._hub.runner.storage(
            Job(
                self,
                lambda: session.drafts.save(name, text, known),
                lambda changes: self._on_saved(name, text, changes),
                lambda fault: self._on_save_failed(name, fault),
                must_run=True,
            )
        )

    def _open(self, part: PostPartItem | None) -> None:
        self.flush()
        self._mending = part
        self._accepted = None
        self._saved_text = ""
        self.photo.take(self.draft, None)
        self._show("")
        self._load()

    def _meant(self, *, has_photo: bool) -> PostAudience:
        audience = self._everybody[has_photo]
        if self._mending is None:
            return audience
        there = self._mending.facility_id
        places = tuple(place for place in audience.places if place.facility_id == there)
        left_out = tuple(
            one for one in audience.left_out if has_photo and _is_without_photos(one, self._mending)
        )
        return PostAudience(places, () if places else left_out, audience.is_known)

    # what the storage lane answers

    def _load(self) -> None:
        """Read draft, photo and audience; what was typed since the last time it was kept is not lost."""
        name, begun = self.draft, self._saved_text or ""
        self._hub.storage(
            self,
            lambda session: (session.drafts.text(name), session.posts.photos.kept(name), _audiences(session)),
            lambda loaded: self._on_loaded(name, begun, *loaded),
        )

    def _on_found(self, part: PostPartItem | None) -> None:
        if part is not None or self._mending is not None:
            self._open(part)
        self.opened.emit()

    def _on_loaded(
        self, name: str, begun: str, kept: str, photo: ExportedPhoto | None, audiences: Audiences
    ) -> None:
        if name != self.draft:
            return
        self._saved_text = kept
        self.photo.take(name, photo)
        self._take_audience(audiences)
        typed = self._text
        if typed in (begun, kept):
            self._show(kept)
        else:
            before = kept.removesuffix(begun) if begun else f"{kept}\n\n" if kept else ""
            self._show(before + typed)
            self._save_pause.start()

    def _on_saved(self, name: str, text: str, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        self._hub.storage_worked.emit()
        if name == self.draft and text == self._text:
            self._disk_failed = False
            self._set_kept_as_saved()
            self.draft_saved.emit()

    def _on_save_failed(self, name: str, _fault: GettingOutError) -> None:
        """The words stay in the box, and are kept as soon as the disk takes them."""
        if name == self.draft:
            self._saved_text = None
            self._disk_failed = True
            QTimer.singleShot(SAVE_AGAIN_MS, self, self.flush)
            self._draft_kept = DraftKept.SAVING
            self.state_changed.emit()

    def _on_queued(self, changes: tuple[Change, ...]) -> None:
        sent, self._queuing = self._queuing or "", None
        self._disk_failed = False
        self._saved_text = ""
        rest = self._text.removeprefix(sent)
        self._mending = None
        self._accepted = None
        self.photo.take(self.draft, None)
        self._show(rest)
        if rest:
            self._save_pause.start()
        self._load()
        self._hub.storage_worked.emit()
        self._hub.tell_all(changes)
        self.post_queued.emit()
        self._hub.sending_wanted.emit()

    def _on_queue_failed(self, _fault: GettingOutError) -> None:
        """The disk did not take it: the text stays in the box, the notice bar says why."""
        self._queuing = None
        self._disk_failed = True
        self.state_changed.emit()

    # what changes around

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        """The draft of the session before was flushed by whoever ended it."""
        self._save_pause.stop()
        self._queuing = None
        self._mending = None
        self._accepted = None
        self._everybody = _UNKNOWN
        self._saved_text = ""
        self._disk_failed = False
        self.photo.take(self.draft, None)
        self._show("")
        self._load()

    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.DRAFT and change.contact_id == self.draft:
            self._load()
        elif change.kind in _AUDIENCE_CHANGES:
            self._hub.storage(self, _audiences, self._on_audiences)

    def _on_audiences(self, audiences: Audiences) -> None:
        self._take_audience(audiences)
        self._recount()
        self.state_changed.emit()

    def _on_photo_changed(self) -> None:
        """The member's own doing: the sum that comes of it needs no agreement."""
        has_photo = self.photo.photo is not None
        if has_photo is not self._had_photo:
            self._had_photo = has_photo
            self._accept()
            self._recount()
        self.state_changed.emit()

    def _take_audience(self, audiences: Audiences) -> None:
        """A new sum is taken silently only while nothing is written."""
        was_known = self._everybody[0].is_known
        self._everybody = audiences
        if self._accepted is None or not self._text or not was_known:
            self._accept()

    def _accept(self) -> None:
        audience = self.audience
        self._accepted = (audience.price_cents, audience.facility_ids) if audience.is_known else None

    def _on_surroundings_changed(self, _what: object) -> None:
        self.state_changed.emit()

    def _on_limits_ready(self) -> None:
        self._recount()
        self.state_changed.emit()

    # what is shown

    def _show(self, text: str) -> None:
        self._text = text
        self._recount()
        if text == self._saved_text or not text:
            self._set_kept_as_saved()
        self.text_replaced.emit(text)
        self.state_changed.emit()

    def _recount(self) -> None:
        before = self._count
        self._count, self._text_fault = send_check.count(
            self._text, self.audience.characters, self._hub.has_limits
        )
        if self._count != before:
            self.count_changed.emit(self._count)

    def _set_kept_as_saved(self) -> None:
        session = self._hub.session
        if not self._text or session is None:
            self._draft_kept = DraftKept.NONE
        else:
            self._draft_kept = DraftKept.KEPT if session.mode is StorageMode.KEPT else DraftKept.MEMORY
        self.state_changed.emit()


def _audiences(session: OpenSession) -> Audiences:
    return session.posts.audience(), session.posts.audience(has_photo=True)


def _is_without_photos(one: LeftOut, mending: PostPartItem) -> bool:
    return one.facility_name == mending.facility_name and one.reason == "no_photos_at_facility"
