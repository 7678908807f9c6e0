"""The composer: the draft of one contact, its count, its price, and whether it can be sent."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.values import CountState, DraftKept, SendBlock
from app.viewmodels.hub import Hub


class ComposeViewModel(QObject):
    """State of the composer."""

    count_changed = Signal(object)  # CountState
    state_changed = Signal()  # can_send, block, price, balance_after, offline, draft_kept: read again
    text_replaced = Signal(str)  # the box shall show this text (opened, restored, sent)
    message_queued = Signal(object)  # ThreadItem
    draft_saved = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    @property
    def contact_id(self) -> str | None:
        """Whom the draft is for."""
        return None

    @property
    def text(self) -> str:
        """The draft as it stands."""
        return ""

    @property
    def count(self) -> CountState:
        """The countdown."""
        return CountState(0, 500, 500)

    @property
    def can_send(self) -> bool:
        """Whether Send does something now; offline is no hindrance."""
        return False

    @property
    def block(self) -> SendBlock | None:
        """Why Send is off. STORAGE alone may be tried again at once: the disk did not take it last time."""
        return None

    @property
    def is_queuing(self) -> bool:
        """Whether Send was pressed and the words are being kept; a second click does nothing."""
        return False

    @property
    def price_cents(self) -> int | None:
        """What this message costs, None while unknown."""
        return None

    @property
    def balance_after_cents(self) -> int | None:
        """What can be spent after this message and those that wait here, None while unknown."""
        return None

    @property
    def offline(self) -> bool:
        """Whether Send would keep the message here until the connection is back."""
        return False

    @property
    def draft_kept(self) -> DraftKept:
        """What became of the words in the box."""
        return DraftKept.NONE

    def open(self, contact_id: str) -> None:
        """Keep the draft on screen, show this contact's; ends in `text_replaced`."""

    def close(self) -> None:
        """Keep the draft and show none."""

    def set_text(self, text: str) -> None:
        """The text in the box changed."""

    def send(self) -> None:
        """Put the draft into the outbox; the box is emptied only once it is on disk."""

    def accept_price(self) -> None:
        """The member has seen the new price."""

    def flush(self) -> None:
        """Keep the draft now, without waiting for the pause in typing."""
