"""A changed photo that a facility offers, beside the one that was sent: looked at, then accepted or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.errors import WrongState
from app.domain.offers import Offered, OfferWish
from app.views import offer_words
from app.views.fault_words import fault_words
from app.views.scroll_column import ScrollColumn
from app.widgets.announce import announce
from app.widgets.button import Button
from app.widgets.label import Label, plane
from app.widgets.notice import NoticeCard
from app.widgets.photo_look import PhotoLook
from app.widgets.photo_viewer import PhotoViewer
from app.widgets.state_line import StateLine
from app.widgets.task_sheet import TaskSheet
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QResizeEvent

    from app.domain.errors import GettingOutError

WIDTH = 1_120
WORDS_HEIGHT = 372
"""What stands around the two pictures, which are as high as leaves room for it, and never lower than the next."""

LEAST_HEIGHT = 180
BOTH, LARGE = range(2)


class OfferModel(Protocol):
    """What the sheet asks of its view model: state as properties, changes as signals."""

    @property
    def changed(self) -> SignalInstance: ...
    @property
    def gone(self) -> SignalInstance: ...
    @property
    def answered(self) -> SignalInstance: ...
    @property
    def failed(self) -> SignalInstance: ...
    @property
    def offered(self) -> Offered | None: ...
    @property
    def own(self) -> QImage | None: ...
    @property
    def other(self) -> QImage | None: ...
    @property
    def is_busy(self) -> bool: ...

    def open(self, wish: OfferWish) -> None:
        """Read this one."""

    def close(self) -> None:
        """Show none."""

    def answer(self, *, accepts: bool) -> None:
        """Yes or no to the bytes that are shown."""


class ViewOfferSheet(TaskSheet):
    """Nothing is accepted that is not on the screen. A picture that is pressed is shown large; Esc goes back."""

    def __init__(self, model: OfferModel, wish: OfferWish, parent: QWidget) -> None:
        super().__init__(self.tr("A Changed Photo"), parent, way_out="close")
        self.setObjectName("view_offer")
        self._model = model
        self._stack = QStackedWidget(self)
        self._room = ScrollColumn(self, width=WIDTH)
        self._viewer = PhotoViewer(self)
        self._viewer.setObjectName("offer_viewer")
        ground = self._room.ground
        self._own = PhotoLook(ground)
        self._own.setObjectName("offer_own")
        self._changed = PhotoLook(ground)
        self._changed.setObjectName("offer_changed")
        self._own_caption = Label(self.tr("Your photo"), ground, style="strong")
        self._changed_caption = Label("", ground, style="strong")
        self._lead = Label("", ground, style="title")
        self._lead.setObjectName("offer_lead")
        self._said = [Label("", ground) for _ in range(3)]
        self._meant = [Label("", ground, role="text-muted") for _ in range(2)]
        self._until = StateLine("", "clock", "waiting", ground)
        self._until.setObjectName("offer_until")
        self._fault = NoticeCard(ground)
        self._fault.setObjectName("offer_fault")
        self._fault.hide()
        self._foot = plane("surface", self)
        self._decline = Button(self.tr("Decline"), "outline", "close", self._foot)
        self._decline.setObjectName("offer_decline")
        self._accept = Button(self.tr("Accept"), "solid", "check", self._foot)
        self._accept.setObjectName("offer_accept")
        self._build()
        self._connect()
        self._show()
        model.open(wish)

    def _build(self) -> None:
        theme = current_theme()
        gap = theme.space("l")
        column = self._room.column
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(theme.space("m"))
        pair = QHBoxLayout()
        pair.setSpacing(gap)
        for caption, look in ((self._own_caption, self._own), (self._changed_caption, self._changed)):
            side = QVBoxLayout()
            side.setSpacing(theme.space("s"))
            side.addWidget(caption)
            side.addWidget(look)
            pair.addLayout(side, 1)
        column.addWidget(self._lead)
        column.addLayout(pair)
        column.addWidget(self._fault)
        for line in (*self._said, self._until, *self._meant):
            column.addWidget(line)
        column.addStretch(1)
        row = QHBoxLayout(self._foot)
        edge = theme.space("m")
        row.setContentsMargins(gap, edge, gap, edge)
        row.setSpacing(theme.space("s"))
        row.addStretch(1)
        row.addWidget(self._decline)
        row.addWidget(self._accept)
        self._stack.addWidget(self._room)
        self._stack.addWidget(self._viewer)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._foot)

    def _connect(self) -> None:
        self._own.clicked.connect(self._on_own_clicked)
        self._changed.clicked.connect(self._on_changed_clicked)
        self._decline.clicked.connect(self._on_decline_clicked)
        self._accept.clicked.connect(self._on_accept_clicked)
        self._model.changed.connect(self._show)
        self._model.gone.connect(self.dismiss)
        self._model.answered.connect(self._on_model_answered)
        self._model.failed.connect(self._on_model_failed)
        self.closed.connect(self._model.close)

    def _first_to_focus(self) -> QWidget:
        return self._changed

    def _show(self) -> None:
        """The offer as it stands."""
        offered = self._model.offered
        self._foot.setVisible(offered is not None and offered.offer.waits)
        self._show_pictures()
        if offered is None:
            return
        offer, asks = offered.offer, offered.offer.waits
        self._lead.setText(offer_words.lead_words(offered))
        said = (
            offer_words.why_words(offer),
            offer_words.changed_words(offer),
            offer_words.after_words(offer),
        )
        for label, words in zip(self._said, said, strict=True):
            label.setText(words)
            label.setVisible(bool(words))
        meant = (offer_words.yes_words(offered), offer_words.no_words(offered))
        for label, words in zip(self._meant, meant, strict=True):
            label.setText(words)
            label.setVisible(asks)
        self._until.set_text(offer_words.until_words(offer))
        self._until.setVisible(asks)

    def _show_pictures(self) -> None:
        own, changed = self._model.own, self._model.other
        self._own.show_photo(own, name=self.tr("Your photo, show it large"))
        self._changed.show_photo(changed, name=self.tr("The changed photo, show it large"))
        waits = self.tr("The changed photo is being loaded…")
        self._changed_caption.setText(waits if changed is None else self.tr("The changed photo"))
        why_off = None
        if changed is None:
            why_off = self.tr("The changed photo has not been loaded yet.")
        if self._model.is_busy:
            why_off = self.tr("One moment.")
        self._accept.set_why_off(why_off)
        self._decline.set_why_off(self.tr("One moment.") if self._model.is_busy else None)

    def _show_large(self, image: QImage | None, name: str) -> None:
        if image is not None:
            self._viewer.show_photo(image, name=name)
            self._stack.setCurrentIndex(LARGE)
            self._viewer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self, *, accepts: bool) -> None:
        self._fault.hide()
        self._model.answer(accepts=accepts)

    def _on_own_clicked(self) -> None:
        self._show_large(self._model.own, self.tr("Your photo"))

    def _on_changed_clicked(self) -> None:
        self._show_large(self._model.other, self.tr("The changed photo"))

    def _on_accept_clicked(self) -> None:
        self._answer(accepts=True)

    def _on_decline_clicked(self) -> None:
        self._answer(accepts=False)

    def _on_model_answered(self, offered: Offered) -> None:
        self.dismiss()
        announce(self.parentWidget() or self, offer_words.after_words(offered.offer))

    def _on_model_failed(self, fault: GettingOutError) -> None:
        words = fault_words(fault)
        if not isinstance(fault, WrongState):
            words = f"{words} {self.tr('Your answer did not go out, and nothing is decided.')}"
        self._fault.show_notice("bad", words)
        self._fault.show()
        self._show()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """What a yes or no means stays in view in the smallest window."""
        super().resizeEvent(event)
        theme = current_theme()
        most = max(theme.px(LEAST_HEIGHT), self.height() - theme.px(WORDS_HEIGHT))
        for look in (self._own, self._changed):
            look.setMaximumHeight(most)

    @override
    def leave(self) -> None:
        """Back from the large picture first."""
        if self._stack.currentIndex() == LARGE:
            self._stack.setCurrentIndex(BOTH)
            self._changed.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().leave()
