"""Keeps the tally of a session: the balance as last told, and what waits here and will take some of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.values import Change, ChangeKind
from app.viewmodels.hub import Hub, Tally

if TYPE_CHECKING:
    from app.services.session import OpenSession

    Counted = tuple[Tally, tuple[Change, ...]]

_COUNTED_CHANGES = (
    ChangeKind.BALANCE,
    ChangeKind.CONVERSATIONS,
    ChangeKind.PROFILE_PHOTO,
    ChangeKind.PHOTOS,
    ChangeKind.POSTS,
    ChangeKind.ALL,
)


class CountingRoom(QObject):
    """Counts anew whenever money or the outbox changed, and sends what the money reaches for by now."""

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        hub.settled.connect(self._count)
        hub.changed.connect(self._on_changed)

    def _on_changed(self, change: Change) -> None:
        if change.kind in _COUNTED_CHANGES:
            self._count()

    def _count(self) -> None:
        self._hub.storage(self, _counted, self._on_counted)

    def _on_counted(self, counted: Counted) -> None:
        tally, changes = counted
        self._hub.set_tally(tally)
        if changes:
            self._hub.tell_all(changes)
            self._hub.sending_wanted.emit()


def _counted(session: OpenSession) -> Counted:
    """On the storage lane."""
    balance = session.money.balance()
    outbox, photos, posts = session.outbox, session.photo_outbox, session.post_outbox
    shares = session.share_outbox
    changes: tuple[Change, ...] = ()
    if balance is not None:
        changes = outbox.release_funded(balance)
        if photos.release_funded(balance.available_cents - outbox.claimed_cents()):
            changes = (*changes, Change(ChangeKind.PROFILE_PHOTO))
        if posts.release_funded(balance.available_cents - outbox.claimed_cents() - photos.claimed_cents()):
            changes = (*changes, Change(ChangeKind.POSTS))
        claimed = outbox.claimed_cents() + photos.claimed_cents() + posts.claimed_cents()
        if released := shares.release_funded(balance.available_cents - claimed):
            changes = (*changes, Change(ChangeKind.PHOTOS, keys=released), Change(ChangeKind.GALLERIES))
    claimed = outbox.claimed_cents() + photos.claimed_cents() + posts.claimed_cents()
    tally = Tally(
        balance,
        claimed + shares.claimed_cents(),
        outbox.waiting_count() + posts.waiting_count(),
        photos.waiting_count() + shares.waiting_count(),
        session.stores.has_unsent,
    )
    return tally, changes
