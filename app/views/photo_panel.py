"""One photo beside the grid: how it looks, its journey at each facility with the money, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.appeals import AppealWish
from app.domain.gallery import GalleryPhoto, PhotoShare, PictureSize
from app.domain.offers import OfferWish
from app.domain.profile_photo import PhotoFaultKind
from app.domain.values import StepKind
from app.views import gallery_words, offer_words
from app.views.scroll_column import ScrollColumn
from app.widgets import fmt
from app.widgets.button import Button, ButtonRole, IconButton
from app.widgets.label import Label, hairline
from app.widgets.notice import NoticeCard
from app.widgets.photo_look import PhotoLook
from app.widgets.photo_marks import kept_words
from app.widgets.share_bar import ShareBar
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.photo_models import PhotosModel


class _WishButton(Button):
    """The way to something about the photo at one facility: an appeal, or an offer."""

    wanted = Signal(object)  # AppealWish or OfferWish

    def __init__(
        self, words: str, role: ButtonRole, icon: str, wish: AppealWish | OfferWish, parent: QWidget | None
    ) -> None:
        super().__init__(words, role, icon, parent)
        self._wish = wish
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.wanted.emit(self._wish)


class PhotoPanel(QFrame):
    """Shows what `show_photo` was given; every command names the photo by its key."""

    closed = Signal()
    view_requested = Signal(str)
    mend_requested = Signal(str)
    appeal_requested = Signal(object)  # AppealWish
    offer_requested = Signal(object)  # OfferWish
    share_requested = Signal(str)
    add_funds_requested = Signal(int)
    rename_requested = Signal(str)
    cover_requested = Signal(str)
    move_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(
        self, model: PhotosModel, parent: QWidget | None = None, *, only_tells: bool = False
    ) -> None:
        """`only_tells`: beside the photo itself, without its picture and without commands."""
        super().__init__(parent)
        self.setObjectName("photo_panel")
        self._only_tells = only_tells
        self.setProperty("plane", "surface")
        self.setAccessibleName(self.tr("Details of the photo"))
        self._model = model
        self._photo: GalleryPhoto | None = None
        self._inner: QWidget | None = None
        theme = current_theme()
        self.setFixedWidth(theme.layout("side-panel"))
        self._title = Label("", self, style="title")
        self._title.setObjectName("panel_title")
        self._more = IconButton("more", self.tr("More"), self)
        self._more.setObjectName("panel_more")
        self._close = IconButton("close", self.tr("Close"), self)
        self._close.setObjectName("panel_close")
        self.look = PhotoLook(self)
        self.look.setObjectName("panel_look")
        self._room = ScrollColumn(self)
        self._more.setVisible(not only_tells)
        self.look.setVisible(not only_tells)
        self._build()
        self._more.clicked.connect(self._on_more_clicked)
        self._close.clicked.connect(self.closed)
        self.look.clicked.connect(self._on_look_clicked)
        model.progress_changed.connect(self._on_model_progress_changed)
        model.picture_ready.connect(self._on_model_picture_ready)

    @property
    def photo(self) -> GalleryPhoto | None:
        """What it shows."""
        return self._photo

    def show_photo(self, photo: GalleryPhoto | None) -> None:
        """Another photo, or the same one in another state."""
        self._photo = photo
        if photo is None:
            return
        self._title.setText(photo.title)
        self._show_picture()
        self._write(photo)

    def _build(self) -> None:
        theme = current_theme()
        edge = theme.space("l")
        head = QHBoxLayout()
        head.setContentsMargins(edge, theme.space("l"), theme.space("s"), theme.space("s"))
        head.setSpacing(theme.space("xs"))
        head.addWidget(self._title, 1)
        head.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._column = self._room.column
        self._column.setContentsMargins(edge, 0, edge, edge)
        self._column.setSpacing(theme.space("m"))
        self._column.addWidget(self.look)
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._room, 1)

    def _show_picture(self) -> None:
        photo = self._photo
        if photo is None:
            return
        image = self._model.picture(photo.key, PictureSize.TILE)
        marks = tuple(mark for share in photo.refused for mark in share.regions)
        name = self.tr("View {title}").format(title=photo.title)
        self.look.show_photo(image, marks, name=name, empty_icon="sealed" if photo.is_sealed else "photos")

    def _write(self, photo: GalleryPhoto) -> None:
        """Below the picture, anew."""
        now = QApplication.focusWidget()
        had_focus = self._inner is not None and now is not None and self._inner.isAncestorOf(now)
        if self._inner is not None:
            self._column.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        inner = self._inner = QWidget(self._room.ground)
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(current_theme().space("s"))
        if photo.is_sealed:
            words = self.tr("The photo shows here again once it is approved.")
            lines.addWidget(Label(words, inner, style="small", role="text-muted"))
        self._write_here(lines, photo)
        for number, share in enumerate(photo.shares):
            if number:
                lines.addWidget(hairline(inner))
            self._write_share(lines, photo, share)
        if not self._only_tells:
            self._write_buttons(lines, photo)
        self._write_facts(lines, photo)
        self._column.insertWidget(1, inner)
        if had_focus:
            self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_here(self, lines: QVBoxLayout, photo: GalleryPhoto) -> None:
        """What is on this computer only."""
        inner = lines.parentWidget()
        if photo.fault is not None:
            notice = gallery_words.fault_notice(photo.fault)
            card = NoticeCard(inner)
            card.setObjectName("panel_fault")
            card.show_notice(notice.kind, notice.text, lead=notice.lead)
            lines.addWidget(card)
            if not self._only_tells:
                action = Button(notice.action, "solid", None, inner)
                action.setObjectName("panel_fault_action")
                action.clicked.connect(self._on_fault_action_clicked)
                lines.addWidget(action)
        elif photo.kind is StepKind.QUEUED:
            words = kept_words(is_online=self._model.is_online)
            if self._model.is_online and photo.again_at is not None:
                words = self.tr("Kept here. It goes out by itself at {time}.").format(
                    time=fmt.when(photo.again_at)
                )
            lines.addWidget(StateLine(words, "queued", "text", inner))
            bar = ShareBar(inner)
            bar.setObjectName("panel_bar")
            bar.setAccessibleName(self.tr("Sending"))
            share = self._model.progress(photo.key)
            bar.set_share(share or 0.0)
            bar.setVisible(share is not None)
            lines.addWidget(bar)
        elif photo.kind is None and photo.from_name is None:
            lines.addWidget(StateLine(self.tr("Only you can see it."), "lock", "text-muted", inner))

    def _write_share(self, lines: QVBoxLayout, photo: GalleryPhoto, share: PhotoShare) -> None:
        inner = lines.parentWidget()
        look = gallery_words.share_look(share)
        where = self.tr("{facility} · for {names}").format(
            facility=fmt.isolate(share.facility_name), names=gallery_words.names_words(share.names)
        )
        lines.addWidget(
            Label(where if share.names else share.facility_name, inner, style="small", role="text-muted")
        )
        state = StateLine(look.words, look.icon, look.role, inner)
        state.setObjectName("panel_state")
        lines.addWidget(state)
        rest = gallery_words.share_words(share)
        if rest:
            lines.addWidget(Label(rest, inner, style="small", role="text-muted"))
        refusal = gallery_words.refusal_words(share)
        if refusal:
            words = Label(refusal, inner)
            words.setObjectName("panel_refusal")
            lines.addWidget(words)
        self._write_appeal(lines, photo, share)
        self._write_offer(lines, photo, share)
        if share.number:
            number = self.tr("Number {number}").format(number=share.number)
            lines.addWidget(Label(number, inner, style="small", role="text-muted"))

    def _write_appeal(self, lines: QVBoxLayout, photo: GalleryPhoto, share: PhotoShare) -> None:
        """Where the appeal stands; or the way to it, until its last day."""
        inner = lines.parentWidget()
        said = gallery_words.appeal_words(share)
        if said:
            words = Label(said, inner, style="small")
            words.setObjectName("panel_appealed")
            lines.addWidget(words)
        wish = gallery_words.appeal_wish(photo, share)
        if wish is not None and share.refusal is not None and not self._only_tells:
            until = self.tr("Appeal until {day}").format(day=fmt.day(share.refusal.appeal_until))
            button = _WishButton(until, "ghost", "appeal", wish, inner)
            button.setObjectName("panel_appeal")
            button.wanted.connect(self.appeal_requested)
            lines.addWidget(button)

    def _write_offer(self, lines: QVBoxLayout, photo: GalleryPhoto, share: PhotoShare) -> None:
        """A changed photo that asks for an answer, or what came of one."""
        if share.offer is None or share.submission_id is None:
            return
        inner = lines.parentWidget()
        said = offer_words.why_words(share.offer) if share.asks else offer_words.after_words(share.offer)
        if said:
            words = Label(said, inner, style="body" if share.asks else "small")
            words.setObjectName("panel_offered")
            lines.addWidget(words)
        name = offer_words.look_words(share.offer)
        if self._only_tells or not name:
            return
        wish = OfferWish(photo.key, share.submission_id)
        button = _WishButton(name, "solid" if share.asks else "outline", "crop", wish, inner)
        button.setObjectName("panel_offer")
        button.wanted.connect(self.offer_requested)
        lines.addWidget(button)

    def _write_buttons(self, lines: QVBoxLayout, photo: GalleryPhoto) -> None:
        inner = lines.parentWidget()
        buttons: list[tuple[str, str, str, str]] = []
        if photo.refused or photo.kind is StepKind.WITHDRAWN:
            role = "outline" if photo.asks else "solid"
            buttons.append((role, "crop", self.tr("Edit and share again"), "panel_mend"))
        if photo.can_share and not photo.is_sealed:
            role = "outline" if buttons else "tonal"
            words = self.tr("Share with more people") if photo.shares else self.tr("Share Photo")
            buttons.append((role, "users", words, "panel_share"))
        if photo.can_withdraw:
            buttons.append(("outline", "withdrawn", self.tr("Withdraw"), "panel_withdraw"))
        if photo.can_cancel:
            buttons.append(("outline", "close", self.tr("Don't share it"), "panel_cancel"))
        commands = {
            "panel_mend": self._on_mend_clicked,
            "panel_share": self._on_share_clicked,
            "panel_withdraw": self._on_withdraw_clicked,
            "panel_cancel": self._on_cancel_clicked,
        }
        for role, icon, words, name in buttons:
            button = Button(words, role, icon, inner)  # type: ignore[arg-type]
            button.setObjectName(name)
            button.clicked.connect(commands[name])
            lines.addWidget(button)

    def _write_facts(self, lines: QVBoxLayout, photo: GalleryPhoto) -> None:
        inner = lines.parentWidget()
        card = next((one for one in self._model.galleries if one.gallery_id == photo.gallery_id), None)
        if photo.from_name is not None:
            facts = [
                self.tr("From {name}").format(name=fmt.isolate(photo.from_name)),
                self.tr("Came {time}").format(time=fmt.when(photo.at)),
            ]
        else:
            facts = [self.tr("Added {time}").format(time=fmt.when(photo.at))]
            if card is not None:
                facts.append(self.tr("Gallery {name}").format(name=fmt.isolate(card.name)))
        if photo.width:
            facts.append(self.tr("{width} × {height} pixels").format(width=photo.width, height=photo.height))
        lines.addSpacing(current_theme().space("s"))
        for fact in facts:
            lines.addWidget(Label(fact, inner, style="small", role="text-muted"))

    def _on_more_clicked(self) -> None:
        photo = self._photo
        if photo is None:
            return
        menu = QMenu(self)
        menu.setObjectName("panel_menu")
        menu.setAccessibleName(self.tr("More"))
        entries = [
            (self.tr("View"), self._on_look_clicked),
            (self.tr("Rename…"), self._on_rename_chosen),
            (self.tr("Make it the cover"), self._on_cover_chosen),
            (self.tr("Move…"), self._on_move_chosen),
            (self.tr("Delete…"), self._on_delete_chosen),
        ]
        if photo.is_here_only or photo.from_name is not None:
            entries = entries[:1]
        for words, command in entries:
            menu.addAction(words).triggered.connect(command)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    @property
    def _key(self) -> str:
        return "" if self._photo is None else self._photo.key

    def _on_look_clicked(self) -> None:
        self.view_requested.emit(self._key)

    def _on_rename_chosen(self) -> None:
        self.rename_requested.emit(self._key)

    def _on_cover_chosen(self) -> None:
        self.cover_requested.emit(self._key)

    def _on_move_chosen(self) -> None:
        self.move_requested.emit(self._key)

    def _on_delete_chosen(self) -> None:
        self.delete_requested.emit(self._key)

    def _on_mend_clicked(self) -> None:
        self.mend_requested.emit(self._key)

    def _on_share_clicked(self) -> None:
        self.share_requested.emit(self._key)

    def _on_withdraw_clicked(self) -> None:
        self._model.withdraw(self._key)

    def _on_cancel_clicked(self) -> None:
        self._model.cancel((self._key,))

    def _on_fault_action_clicked(self) -> None:
        fault = None if self._photo is None else self._photo.fault
        if fault is None:
            return
        if fault.kind is PhotoFaultKind.FUNDS:
            self.add_funds_requested.emit(fault.missing_cents or 0)
        elif fault.kind is PhotoFaultKind.PICTURE:
            self.mend_requested.emit(self._key)
        else:
            self._model.send_anyway(self._key)

    def _on_model_progress_changed(self, _progress: object) -> None:
        photo = self._photo
        if photo is None or photo.kind is not StepKind.QUEUED or self.isHidden():
            return
        bar = self.findChild(ShareBar, "panel_bar")
        share = self._model.progress(photo.key)
        if isinstance(bar, ShareBar):
            bar.setVisible(share is not None)
            bar.set_share(share or 0.0)

    def _on_model_picture_ready(self, key: str, _size: PictureSize) -> None:
        if key == self._key:
            self._show_picture()
