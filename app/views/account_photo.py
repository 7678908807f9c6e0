"""The member in My Account: name, the photo that is shown, the one that is on its way, and how to send a new one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.appeals import AppealWish
from app.domain.errors import GettingOutError, PictureFault, PictureFaultKind
from app.domain.photos import PhotoPurpose
from app.domain.profile_photo import PhotoFaultKind, PhotoOnItsWay, PhotoPart
from app.domain.values import AccountInfo, StepKind
from app.viewmodels.app import AppViewModel
from app.views import photo_words
from app.views.edited_notice import EditedNotice
from app.views.fault_words import fault_words
from app.views.file_picker import FilePicker, PickedPicture
from app.views.photo_words import PhotoNotice
from app.views.picture_drops import PictureDrops
from app.views.picture_words import picture_fault_words
from app.widgets.avatar import Avatar
from app.widgets.button import Button, LinkButton
from app.widgets.label import Label
from app.widgets.marked_photo import MarkedPhoto
from app.widgets.notice import NoticeCard
from app.widgets.share_bar import ShareBar
from app.widgets.state_line import Icon, StateLine
from app.widgets.tokens import current_theme
from app.widgets.waiting_photo import WaitingPhoto

DISC = 96
NOTICE_WIDTH = 480
"""Points that a refusal's words and its button want beside each other; with less they go below the faces."""


class PhotoCard(QFrame):
    """Every state of the photo says its time and what it means for the money; too little balance is said first."""

    take_photo_requested = Signal()
    choose_file_requested = Signal()
    picture_dropped = Signal(object)  # PickedPicture
    edit_again_requested = Signal()
    go_on_requested = Signal()
    add_funds_requested = Signal()
    appeal_requested = Signal(object)  # AppealWish

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setObjectName("account_photo")
        self._app = app
        self._model = app.profile_photo
        self._is_short_of_money = False
        self._fault: GettingOutError | None = None
        self._avatar = Avatar(DISC, self)
        self._avatar.setObjectName("account_photo_shown")
        self._shown_words = Label(self.tr("Shown now"), self, style="small", role="text-muted", wrap=False)
        self._arrow = Icon("right", "text-muted", "m", self)
        self._waiting = WaitingPhoto(DISC, self)
        self._waiting.setObjectName("account_photo_waiting")
        self._marked = MarkedPhoto(DISC + 24, self)
        self._marked.setObjectName("account_photo_marked")
        self._caption = StateLine("", "clock", "waiting", self, wrap=False)
        self._caption.setObjectName("account_photo_caption")
        self._bar = ShareBar(self)
        self._bar.setObjectName("account_photo_bar")
        self._name = Label("", self, style="title")
        self._name.setObjectName("account_name")
        self._email = Label("", self, role="text-muted")
        self._email.setObjectName("account_email")
        self._sentence = Label("", self, style="small")
        self._sentence.setObjectName("account_photo_sentence")
        self._parts: list[StateLine] = []
        self._part_column = QVBoxLayout()
        self._notice = NoticeCard(self)
        self._notice.setObjectName("account_photo_notice")
        self._notice.action.setObjectName("account_photo_action")
        self._edited = EditedNotice(app.edit_keeping, PhotoPurpose.PROFILE, "account_photo", self)
        self._appeals: list[tuple[str, AppealWish]] = []
        self._appeal_buttons: list[Button] = []
        self._appeal_column = QVBoxLayout()
        self._price = Label("", self, style="small", role="text-muted")
        self._price.setObjectName("account_photo_price")
        self._build()
        self._connect()
        self._on_account_changed(app.account.account)
        self._show()
        app.edit_keeping.load()

    def take_drops(self, picker: FilePicker) -> None:
        """From now on a picture can be dropped onto the card, or pasted while it has the keyboard."""
        drops = PictureDrops(self, picker)
        drops.picked.connect(self._on_drops_picked)
        drops.failed.connect(self._on_model_failed)

    def _build(self) -> None:
        theme = current_theme()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(theme.space("xl"), theme.space("l"), theme.space("xl"), theme.space("l"))
        self._row.setSpacing(theme.space("xl"))
        self._faces = self._build_faces()
        self._row.addLayout(self._faces)
        self._row.addLayout(self._build_words(), 1)

    def _build_faces(self) -> QHBoxLayout:
        theme = current_theme()
        middle = Qt.AlignmentFlag.AlignHCenter
        faces = QHBoxLayout()
        faces.setSpacing(theme.space("m"))
        shown = QVBoxLayout()
        shown.setSpacing(theme.space("s"))
        shown.addStretch(1)
        shown.addWidget(self._avatar, 0, middle)
        shown.addWidget(self._shown_words, 0, middle)
        shown.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(theme.space("s"))
        beside.addStretch(1)
        beside.addWidget(self._waiting, 0, middle)
        beside.addWidget(self._marked, 0, middle)
        beside.addWidget(self._bar)
        beside.addWidget(self._caption, 0, middle)
        beside.addStretch(1)
        faces.addLayout(shown)
        faces.addWidget(self._arrow, 0, Qt.AlignmentFlag.AlignVCenter)
        faces.addLayout(beside)
        faces.addStretch(1)
        return faces

    def _build_words(self) -> QVBoxLayout:
        theme = current_theme()
        self._take = Button(self.tr("Take New Photo"), "outline", "camera", self)
        self._take.setObjectName("account_photo_take")
        self._choose = Button(self.tr("Choose File"), "outline", "upload", self)
        self._choose.setObjectName("account_photo_choose")
        self._withdraw = LinkButton(self.tr("Withdraw"), self)
        self._withdraw.setObjectName("account_photo_withdraw")
        buttons = self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(theme.space("s"))
        for button in (self._take, self._choose):
            buttons.addWidget(button)
        buttons.addSpacing(theme.space("s"))
        buttons.addWidget(self._withdraw)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(theme.space("xs"))
        words.addStretch(1)
        for part in (self._name, self._email, self._sentence):
            words.addWidget(part)
        self._part_column.setSpacing(theme.px(2))
        words.addLayout(self._part_column)
        words.addSpacing(theme.space("xs"))
        words.addWidget(self._edited)
        words.addSpacing(theme.space("xs"))
        words.addWidget(self._notice)
        words.addLayout(self._appeal_column)
        words.addSpacing(theme.space("xs"))
        words.addLayout(buttons)
        words.addWidget(self._price)
        words.addStretch(1)
        return words

    def _connect(self) -> None:
        model = self._model
        self._take.clicked.connect(self._on_take_clicked)
        self._choose.clicked.connect(self._on_choose_clicked)
        self._withdraw.clicked.connect(self._on_withdraw_clicked)
        self._notice.action_requested.connect(self._on_notice_action_requested)
        self._edited.action_requested.connect(self.go_on_requested)
        self._edited.shown_changed.connect(self._fit)
        self._edited.lost.connect(self._on_edited_lost)
        model.standing_changed.connect(self._on_model_standing_changed)
        model.pictures_changed.connect(self._show)
        model.progress_changed.connect(self._show)
        model.failed.connect(self._on_model_failed)
        self._app.balance_changed.connect(self._on_app_balance_changed)
        self._app.account.account_changed.connect(self._on_account_changed)

    def _show(self, _what: object = None) -> None:
        standing, progress = self._model.standing, self._model.progress
        self._avatar.set_picture(self._image(standing.shown))
        self._show_beside(standing.beside)
        is_online = self._model.is_online
        self._set_words(self._sentence, photo_words.sentence(standing, is_online=is_online))
        newest = standing.newest
        self._show_parts(newest.parts if newest is not None else ())
        self._show_notice(self._notice_now(photo_words.notice(standing, progress)))
        self._show_appeals(photo_words.appeals(newest, self._app.now()))
        self._withdraw.setVisible(newest is not None and newest.can_withdraw)
        self._set_words(self._price, photo_words.price_sentence(standing, self._model.price_line))
        self._fit()

    def _fit(self) -> None:
        """Side by side where there is room, else one below the other: large words in a small window."""
        side, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        theme = current_theme()
        room = self.width() - 2 * theme.space("xl")
        faces = self._faces.minimumSize().width() + theme.space("xl")
        shown = [each for each in (self._take, self._choose, self._withdraw) if not each.isHidden()]
        buttons = sum(each.sizeHint().width() + theme.space("s") for each in shown) + theme.space("s")
        notices = (self._notice, self._edited)
        has_action = any(not each.isHidden() and not each.action.isHidden() for each in notices)
        beside = max(buttons, theme.px(NOTICE_WIDTH) if has_action else 0)
        is_wide = faces + beside <= room
        self._row.setDirection(side if is_wide else below)
        self._buttons.setDirection(side if is_wide or buttons <= room else below)

    def _show_beside(self, newest: PhotoOnItsWay | None) -> None:
        """The photo that is not shown: within a ring while it waits, with its marks once it came back."""
        progress = self._model.progress
        is_back = newest is not None and newest.kind is StepKind.REFUSED
        for widget, is_wanted in (
            (self._arrow, newest is not None),
            (self._shown_words, newest is not None),
            (self._caption, newest is not None),
            (self._waiting, newest is not None and not is_back),
            (self._marked, is_back),
            (self._bar, newest is not None and progress is not None),
        ):
            widget.setVisible(is_wanted)
        if newest is None:
            return
        look = photo_words.caption(newest, progress, is_online=self._model.is_online)
        self._caption.show_state(look.words, look.icon, look.role)
        image = self._image(newest.picture)
        if is_back:
            self._marked.show_photo(image, tuple(mark for part in newest.parts for mark in part.regions))
            self._marked.setAccessibleName(look.words)
        else:
            self._waiting.show_photo(image, "waiting" if look.role == "waiting" else "border-strong")
            self._waiting.setAccessibleName(look.words)
        self._bar.set_share(progress.share if progress is not None else 0.0)

    def _show_parts(self, parts: tuple[PhotoPart, ...]) -> None:
        """One line for each facility, where there are several."""
        for line in self._parts:
            self._part_column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._parts = []
        for part in parts if len(parts) > 1 else ():
            look = photo_words.part_look(part)
            words = self.tr("{facility}: {state}").format(
                facility=look.words, state=photo_words.part_words(part)
            )
            line = StateLine(words, look.icon, look.role, self)
            line.setObjectName("account_photo_part")
            self._parts.append(line)
            self._part_column.addWidget(line)

    def _notice_now(self, usual: PhotoNotice | None) -> PhotoNotice | None:
        """The fault of what was just tried comes first, then money that is missing for what was just asked."""
        if self._fault is not None:
            if isinstance(self._fault, PictureFault):
                return PhotoNotice("bad", "", picture_fault_words(self._fault))
            return PhotoNotice("bad", "", fault_words(self._fault))
        if self._is_short_of_money and self._model.price_line.missing_cents:
            return photo_words.funds_notice(self._model.price_line)
        return usual

    def _show_notice(self, notice: PhotoNotice | None) -> None:
        self._notice.setVisible(notice is not None)
        if notice is not None:
            self._notice.show_notice(notice.kind, notice.text, lead=notice.lead, action=notice.action)

    def _show_appeals(self, appeals: list[tuple[str, AppealWish]]) -> None:
        """A way to the second look for each facility that did not approve it, until its last day."""
        if appeals == self._appeals:
            return
        self._appeals = appeals
        for button in self._appeal_buttons:
            self._appeal_column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._appeal_buttons = []
        for words, wish in appeals:
            button = Button(words, "ghost", "appeal", self)
            button.setObjectName("account_photo_appeal")
            button.clicked.connect(partial(self._on_appeal_clicked, wish))
            self._appeal_buttons.append(button)
            self._appeal_column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _set_words(self, label: Label, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def _image(self, name: str | None) -> QImage | None:
        image = self._model.picture(name)
        return image if isinstance(image, QImage) else None

    def _has_the_money(self) -> bool:
        """Whether a new photo can be paid for; if not, that is said before any trouble is taken."""
        self._fault = None
        self._is_short_of_money = self._model.price_line.missing_cents > 0
        self._show()
        return not self._is_short_of_money

    def _on_take_clicked(self) -> None:
        if self._has_the_money():
            self.take_photo_requested.emit()

    def _on_choose_clicked(self) -> None:
        if self._has_the_money():
            self.choose_file_requested.emit()

    def _on_drops_picked(self, picture: PickedPicture) -> None:
        if self._has_the_money():
            self.picture_dropped.emit(picture)

    def _on_withdraw_clicked(self) -> None:
        self._fault = None
        self._model.withdraw()

    def _on_notice_action_requested(self) -> None:
        newest = self._model.standing.newest
        fault = None if newest is None else newest.fault
        if self._is_short_of_money or (fault is not None and fault.kind is PhotoFaultKind.FUNDS):
            self.add_funds_requested.emit()
        elif fault is not None and fault.kind is not PhotoFaultKind.PICTURE:
            self._model.send_anyway()
        elif self._has_the_money():
            if self._model.standing.waits_for_wish:
                self._model.send_to_reached()
            else:
                self.edit_again_requested.emit()

    def _on_appeal_clicked(self, wish: AppealWish, _checked: bool = False) -> None:
        self.appeal_requested.emit(wish)

    def _on_model_standing_changed(self, _standing: object) -> None:
        self._fault = None
        self._show()

    def _on_edited_lost(self) -> None:
        self._on_model_failed(PictureFault(PictureFaultKind.DAMAGED))

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._fault = fault
        self._show()

    def _on_app_balance_changed(self, _balance: object) -> None:
        self._is_short_of_money = self._is_short_of_money and self._model.price_line.missing_cents > 0
        self._show()

    def _on_account_changed(self, account: AccountInfo | None) -> None:
        self._name.setText(account.name if account is not None else "")
        self._email.setText(account.email if account is not None else "")
        self._avatar.set_person(account.id if account else "", account.name if account else "")

    @override
    def minimumSizeHint(self) -> QSize:
        """As wide as one button, since all else can stand below."""
        margins = 2 * current_theme().space("xl")
        widest = max(self._take.sizeHint().width(), self._faces.minimumSize().width())
        return QSize(widest + margins, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Finds out what fits beside what."""
        super().resizeEvent(event)
        self._fit()
