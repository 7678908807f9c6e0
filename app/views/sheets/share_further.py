"""Shares a photo that is there already with more people; where these very bytes are approved nobody looks again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import GettingOutError
from app.domain.gallery import AudienceChoice, GalleryPhoto
from app.views.fault_words import fault_words
from app.views.photo_models import ShareModel
from app.views.scroll_column import ScrollColumn
from app.views.sheets.share_people import SharePeople
from app.views.sheets.share_price import SharePrice
from app.widgets import fmt
from app.widgets.announce import announce
from app.widgets.label import hairline
from app.widgets.notice import NoticeCard
from app.widgets.sheet import Sheet
from app.widgets.tokens import current_theme

_HEIGHT = 520


class ShareFurtherSheet(Sheet):
    """Goes away once it is kept."""

    add_funds_requested = Signal(int)

    def __init__(self, model: ShareModel, photo: GalleryPhoto, parent: QWidget) -> None:
        super().__init__(self.tr("Share “{title}”").format(title=photo.title), parent, width=560)
        self.setObjectName("share_further")
        self._model = model
        theme = current_theme()
        self.people = SharePeople(self.panel)
        self.price = SharePrice(self.panel)
        self._said = NoticeCard(self.panel)
        self._said.setObjectName("share_said")
        self._said.hide()
        room = ScrollColumn(self.panel)
        room.column.setSpacing(theme.space("l"))
        room.column.addWidget(self.people)
        room.column.addWidget(hairline(self.panel))
        room.column.addWidget(self.price)
        room.column.addStretch(1)
        room.setMinimumHeight(theme.px(_HEIGHT))
        self.body.addWidget(room, 1)
        self.body.addWidget(self._said)
        cancel = self.add_button(self.tr("Cancel"))
        cancel.clicked.connect(self.dismiss)
        self._share = self.add_button(self.tr("Share"), "solid")
        self._share.setObjectName("share_share")
        self._share.clicked.connect(self._on_share_clicked)
        self.people.choice_changed.connect(self._on_people_choice_changed)
        self.price.add_funds_requested.connect(self._on_price_add_funds_requested)
        model.people_changed.connect(self._show_people)
        model.reach_changed.connect(self._show_reach)
        model.busy_changed.connect(self._show_share)
        model.failed.connect(self._on_model_failed)
        model.shared.connect(self.dismiss)
        model.begin_further(photo.key)
        self._show_people()
        self._show_reach()

    def _say(self, words: str, lead: str = "") -> None:
        self._said.setVisible(bool(words))
        if words:
            self._said.show_notice("wait", words, lead=lead, icon="alert")
            announce(self._said, self._said.text)

    def _show_people(self) -> None:
        model = self._model
        self.people.show_people(model.people, model.facilities, model.choice)

    def _show_reach(self) -> None:
        self.price.show_reach(self._model.reach, 1)
        self._show_share()

    def _show_share(self, _is_busy: bool = False) -> None:
        reach = self._model.reach
        price = fmt.money(reach.total_cents)
        self._share.setText(
            self.tr("Share for {price}").format(price=price) if reach.total_cents else self.tr("Share")
        )
        self._share.set_role("outline" if reach.line.missing_cents else "solid")
        self._share.set_why_off(self.tr("It is being kept.") if self._model.is_busy else None)

    def _on_people_choice_changed(self, choice: AudienceChoice) -> None:
        self._model.set_choice(choice)

    def _on_price_add_funds_requested(self) -> None:
        self.add_funds_requested.emit(self._model.reach.line.missing_cents)

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._say(fault_words(fault), self.tr("Not shared yet."))

    def _on_share_clicked(self) -> None:
        reach = self._model.reach
        if not reach.is_known:
            self._say(self.tr("Prices are not known yet. They come as soon as you are online."))
        elif not reach.places:
            self._say(self.tr("Choose who can see it."))
        elif reach.line.missing_cents:
            self._say(self.tr("Your balance does not reach for it. Add funds, or choose fewer people."))
        else:
            self._say("")
            self._model.share((), "")
