"""Share Photo: titles and gallery at the left, who can see it and what that costs at the right, then Share."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.gallery import AudienceChoice, GalleryCard, PreparedChoice
from app.domain.prices import PriceLine
from app.viewmodels.prepare_photos import PreparePhotosViewModel
from app.views.fault_words import fault_words
from app.views.gallery_choice import GalleryChoice
from app.views.photo_models import ShareModel
from app.views.scroll_column import ScrollColumn
from app.views.sheets.share_list import ShareList
from app.views.sheets.share_people import SharePeople
from app.views.sheets.share_price import SharePrice
from app.widgets import fmt
from app.widgets.announce import announce
from app.widgets.button import Button
from app.widgets.label import Label, hairline, plane
from app.widgets.notice import NoticeCard
from app.widgets.photo_marks import count_words
from app.widgets.share_bar import ShareBar
from app.widgets.task_sheet import TaskSheet
from app.widgets.tokens import current_theme

_SIDE = 420
_LEFT = 656


class SharePhotoSheet(TaskSheet):
    """Works on what `prepare` holds, titles and choices too. Leaving asks whether it is kept or thrown away."""

    share_requested = Signal(object, str)  # gallery id or None, name of a new gallery
    edit_requested = Signal(int)
    add_more_requested = Signal()
    add_funds_requested = Signal(int)
    thrown_away = Signal()

    def __init__(
        self,
        model: ShareModel,
        prepare: PreparePhotosViewModel,
        galleries: tuple[GalleryCard, ...],
        gallery_id: str | None,
        parent: QWidget,
    ) -> None:
        """`galleries` are those it can go to, `gallery_id` the one to begin with."""
        is_one = len(prepare.items) == 1
        steps = (self.tr("Brightness"), self.tr("Crop"), self.tr("Share"))
        super().__init__(
            self.tr("Share Photo") if is_one else self.tr("Share Photos"),
            parent,
            way_out="back" if is_one else "close",
            steps=steps if is_one else (),
        )
        self.setObjectName("share_photo")
        self._model = model
        self._prepare = prepare
        self.list = ShareList(prepare, self)
        self.gallery = GalleryChoice(galleries, gallery_id, self)
        self.people = SharePeople(self)
        self.people.setObjectName("share_people")
        self.price = SharePrice(self)
        self._said = NoticeCard(self)
        self._said.setObjectName("share_said")
        self._said.hide()
        self._says_fault = False
        """Whether what is said is a fault, which stays until the next try."""
        self._bar = ShareBar(self)
        self._bar.hide()
        self._opening = Label("", self, style="small", role="text-muted")
        self._opening.setObjectName("share_opening")
        self._more = Button(self.tr("Add more photos"), "outline", "plus", self)
        self._more.setObjectName("share_more")
        self._more.setVisible(not is_one)
        self._share = Button(self.tr("Share"), "solid", None, self)
        self._share.setObjectName("share_share")
        self._main = self._share
        if self.stepper is not None:
            self.stepper.set_step(2)
        self._build()
        self._connect()
        self._begin()
        self._take_up(prepare.choice)
        self._show_people()
        self._show_reach()

    @property
    def holds_work(self) -> bool:
        """Titles and edits are kept nowhere else, where this computer keeps nothing."""
        return bool(self._prepare.items) and not self._prepare.is_kept

    def say(self, words: str, *, lead: str = "") -> None:
        """Why it is not shared yet; "" takes it away."""
        self._says_fault = False
        self._said.setVisible(bool(words))
        if words:
            self._said.show_notice("wait", words, lead=lead, icon="alert")
            announce(self._said, self._said.text)

    def show_fault(self, fault: GettingOutError) -> None:
        """Sharing, or making the gallery, failed; everything is as it was."""
        self.say(fault_words(fault), lead=self.tr("Not shared yet."))
        self._says_fault = True
        self._show_foot()

    def _build(self) -> None:
        theme = current_theme()
        left = ScrollColumn(self, width=_LEFT)
        left.column.setContentsMargins(0, theme.space("xl"), theme.space("s"), theme.space("xl"))
        left.column.setSpacing(theme.space("l"))
        for widget in (self.list, self._opening, self._more, self.gallery):
            left.column.addWidget(widget)
        left.column.addStretch(1)
        side = plane("surface", self)
        side.setFixedWidth(theme.px(_SIDE))
        right = ScrollColumn(side)
        edge = theme.space("xl")
        right.column.setContentsMargins(edge, edge, edge, edge)
        right.column.setSpacing(theme.space("l"))
        right.column.addWidget(Label(self.tr("Who can see it"), side, style="title"))
        right.column.addWidget(self.people)
        right.column.addWidget(hairline(side))
        right.column.addWidget(self.price)
        right.column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(edge, theme.space("m"), edge, theme.space("l"))
        foot.setSpacing(theme.space("m"))
        foot.addWidget(self._said)
        foot.addWidget(self._bar)
        foot.addWidget(self._share)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(right, 1)
        column.addWidget(hairline(side))
        column.addLayout(foot)
        row = QHBoxLayout()
        row.setContentsMargins(theme.space("xl"), 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addSpacing(theme.space("l"))
        row.addWidget(hairline(self, vertical=True))
        row.addWidget(side)
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        model = self._model
        self.people.choice_changed.connect(self._on_people_choice_changed)
        self.price.add_funds_requested.connect(self._on_price_add_funds_requested)
        self.list.edit_requested.connect(self.edit_requested)
        self._more.clicked.connect(self.add_more_requested)
        self._share.clicked.connect(self._on_share_clicked)
        self._prepare.changed.connect(self._on_prepare_changed)
        model.people_changed.connect(self._show_people)
        model.reach_changed.connect(self._show_reach)
        model.busy_changed.connect(self._on_model_busy_changed)
        model.failed.connect(self.show_fault)

    def _begin(self) -> None:
        """Prices are for all that is ready."""
        self._model.begin(self._prepare.prepared(self.list.titles))

    def _take_up(self, choice: PreparedChoice) -> None:
        """Goes on from what was chosen before."""
        self.gallery.choose(choice.gallery_id, choice.gallery_name)
        if choice.audience != AudienceChoice():
            self._model.set_choice(choice.audience)
        self.gallery.changed.connect(self._keep_choice)

    def _keep_choice(self) -> None:
        self._prepare.set_choice(
            PreparedChoice(self._model.choice, self.gallery.gallery_id, self.gallery.new_name)
        )

    def _show_people(self) -> None:
        model = self._model
        self.people.show_people(model.people, model.facilities, model.choice)

    def _show_reach(self) -> None:
        reach = self._model.reach
        self.price.show_reach(reach, len(self._prepare.prepared({})))
        self.set_price(PriceLine(None, reach.balance_cents))
        if reach.places and not reach.line.missing_cents and not self._says_fault:
            self.say("")
        self._show_foot()

    def _show_foot(self) -> None:
        prepared, items = self._prepare.prepared({}), self._prepare.items
        waiting = sum(1 for item in items if item.photo is None and item.fault is None)
        self._opening.setVisible(waiting > 0 and len(items) > 1)
        if waiting:
            done = len(items) - waiting
            self._opening.setText(
                self.tr("Opening photo {number} of {count}").format(number=done + 1, count=len(items))
            )
        self._share.setText(self._share_words(len(prepared)))
        self._share.set_role("outline" if self._model.reach.line.missing_cents else "solid")
        self._share.set_why_off(self.tr("The photos are being kept.") if self._model.is_busy else None)

    def _share_words(self, count: int) -> str:
        """What pressing it does and costs."""
        cents = self._model.reach.total_cents
        if count <= 1:
            return self.tr("Share for {price}").format(price=fmt.money(cents)) if cents else self.tr("Share")
        photos = count_words(count)
        if not cents:
            return self.tr("Share {photos}").format(photos=photos)
        return self.tr("Share {photos} for {price}").format(photos=photos, price=fmt.money(cents))

    def _what_is_wrong(self) -> str:
        """What is wrong with the photos themselves, the first thing only."""
        if not self._prepare.is_ready:
            waiting = any(item.photo is None and item.fault is None for item in self._prepare.items)
            if waiting:
                return self.tr("A photo is still being opened.")
            return self.tr("There is no photo to share.")
        return self.list.say_what_is_wrong() or self.gallery.say_what_is_wrong()

    def _what_is_missing(self) -> str:
        """Why it can't be shared now, the first thing only."""
        words = self._what_is_wrong()
        if words:
            return words
        reach = self._model.reach
        if not reach.is_known:
            return self.tr("Prices are not known yet. They come as soon as you are online.")
        if not reach.places:
            return self.tr("Choose who can see it.")
        if reach.line.missing_cents:
            return self.tr("Your balance does not reach for it. Add funds, or choose fewer people.")
        return ""

    def _show_funds(self) -> None:
        """The button that adds funds comes into view, where that is what is missing."""
        if self.price.funds_button is not None:
            self.price.funds_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_to_leave(self) -> None:
        from app.views.sheets.confirm import ConfirmSheet

        is_one = len(self._prepare.items) == 1
        if self._prepare.is_kept:
            sheet = ConfirmSheet(
                self.tr("Share this photo later?") if is_one else self.tr("Share these photos later?"),
                self.tr(
                    "You find it under Photos, with its title and edit. It is kept on this computer until you share it."
                )
                if is_one
                else self.tr(
                    "You find them under Photos, with titles and edits. They are kept on this computer until you share"
                    " them."
                ),
                self.tr("Keep It") if is_one else self.tr("Keep Them"),
                self.tr("Throw It Away") if is_one else self.tr("Throw Them Away"),
                self,
            )
            sheet.stayed.connect(self.dismiss)
        else:
            sheet = ConfirmSheet(
                self.tr("Leave this photo?") if is_one else self.tr("Leave these photos?"),
                self.tr("Titles and edits are not kept. The files on your computer stay as they are."),
                self.tr("Go On"),
                self.tr("Leave It") if is_one else self.tr("Leave Them"),
                self,
            )
        sheet.confirmed.connect(self._on_leaving_confirmed)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()
        sheet.focus_way_back()

    def leave(self) -> None:
        """Esc: whether it is kept is asked."""
        if self._prepare.items:
            self._ask_to_leave()
        else:
            self.dismiss()

    def _on_way_out_clicked(self) -> None:
        """At the head: one photo goes back to the editor."""
        items = self._prepare.items
        if len(items) == 1 and items[0].photo is not None and self.stepper is not None:
            self.edit_requested.emit(items[0].key)
        else:
            self.leave()

    def _first_to_focus(self) -> QWidget:
        rows = self.list.rows
        return rows[0].title.line if rows and rows[0].title.isVisibleTo(self) else self._way_out()

    def _on_leaving_confirmed(self) -> None:
        self.thrown_away.emit()
        self.dismiss()

    def _on_people_choice_changed(self, choice: AudienceChoice) -> None:
        self._model.set_choice(choice)
        self._keep_choice()

    def _on_price_add_funds_requested(self) -> None:
        self.add_funds_requested.emit(self._model.reach.line.missing_cents)

    def _on_prepare_changed(self) -> None:
        if not self._prepare.items:
            QTimer.singleShot(0, self, self.dismiss)
            return
        self._begin()
        self._show_reach()

    def _on_model_busy_changed(self, is_busy: bool) -> None:
        if is_busy and self._share.hasFocus():
            self._way_out().setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_foot()

    def _on_share_clicked(self) -> None:
        words = self._what_is_missing()
        self.say(words)
        if words:
            self._show_funds()
            return
        self._begin()
        name = "" if self.gallery.gallery_id is not None else self.gallery.field.name
        self.share_requested.emit(self.gallery.gallery_id, name)
