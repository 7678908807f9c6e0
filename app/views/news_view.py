"""The News tab: Post New Status with the whole truth beside it, and what was posted, with its journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.errors import GettingOutError, PictureFault, PictureFaultKind
from app.domain.photos import PhotoPurpose
from app.domain.posts import FeedFilter, FeedKind, PostItem, PostPartItem
from app.domain.values import Connection
from app.viewmodels.app import AppViewModel
from app.views.audience_card import AudienceCard
from app.views.edited_notice import EditedNotice
from app.views.fault_words import fault_words
from app.views.picture_drops import PictureDrops, is_rather_picture
from app.views.picture_words import picture_fault_words
from app.views.post_binding import PostBinding
from app.views.post_card import PostCard
from app.views.post_photo_row import PostPhotoRow
from app.views.scroll_column import ScrollColumn
from app.widgets import fmt
from app.widgets.avatar import Avatar
from app.widgets.button import LinkButton
from app.widgets.composer import Composer
from app.widgets.drop_down import DropDown
from app.widgets.label import Label, plane
from app.widgets.notice import NoticeCard
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.file_picker import PickedPicture
    from app.views.sheet_door import SheetDoor

AUDIENCE_WIDTH = 336
NARROW_BELOW = 880
_AVATAR = 40


class NewsView(QWidget):
    """Composer and feed at the left, who will get it at the right; one below the other in a narrow window."""

    add_funds_requested = Signal()
    find_person_requested = Signal()

    def __init__(self, app: AppViewModel, door: SheetDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("news_view")
        self._app = app
        self._door = door
        self._news = app.news
        self._compose = app.post_compose
        self._cards: dict[str, PostCard] = {}
        self._is_narrow = False
        self._fault: GettingOutError | None = None
        self._avatar = Avatar(_AVATAR, self)
        self._avatar.setObjectName("news_face")
        self._heading = Label(self.tr("Post New Status"), self, style="title")
        self._mending = NoticeCard(self)
        self._mending.setObjectName("post_mending")
        self._mending.action.setObjectName("post_to_everybody")
        self._composer = Composer(self, is_bar=False)
        self._composer.setObjectName("post_composer")
        self._composer.box.edit.setAccessibleName(self.tr("Post to everybody on your contact list"))
        self._composer.send.setObjectName("post_send")
        self._edited = EditedNotice(app.edit_keeping, PhotoPurpose.POST, "post_photo", self)
        self._photo_row = PostPhotoRow(self._compose, self)
        self._drops = PictureDrops(self, door.picker)
        self._composer.box.edit.is_picture = is_rather_picture
        self._binding = PostBinding(self._composer, self._compose, self)
        self._audience = AudienceCard(self)
        self._notice = NoticeCard(self)
        self._notice.setObjectName("news_notice")
        self._notice.action.setObjectName("news_notice_action")
        self._hidden_asks = NoticeCard(self)
        self._hidden_asks.setObjectName("news_hidden_asks")
        self._hidden_asks.action.setObjectName("news_show_hidden")
        self._filter = DropDown(self.tr("Which posts are shown"), self)
        self._filter.setObjectName("news_filter")
        self._filters: tuple[tuple[str, FeedFilter], ...] = ()
        self._empty = Label("", self, style="read", role="text-muted")
        self._empty.setObjectName("news_empty")
        self._find = LinkButton(self.tr("Find somebody to connect with"), self)
        self._find.setObjectName("news_find")
        self._older = LinkButton(self.tr("Older posts"), self)
        self._older.setObjectName("news_older")
        self._build()
        self._connect()
        self._show_compose()
        self._show_items()
        self._show_member()
        app.edit_keeping.load()

    def take_focus(self) -> None:
        """The keyboard goes into the box."""
        self._composer.focus_box()

    def _build(self) -> None:
        theme = current_theme()
        space = theme.space("xl")
        area = ScrollColumn(self, width=theme.tokens.sizes["layout"]["page-max"])
        area.column.setContentsMargins(space, space, space, space)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        row = QHBoxLayout()
        row.setSpacing(space)
        self._left = QVBoxLayout()
        self._left.setSpacing(theme.space("l"))
        self._right = QVBoxLayout()
        self._right.addWidget(self._audience)
        self._right.addStretch(1)
        self._audience.setFixedWidth(theme.px(AUDIENCE_WIDTH))
        row.addLayout(self._left, 1)
        row.addLayout(self._right)
        self._left.addWidget(self._build_writing())
        heading = QHBoxLayout()
        heading.addWidget(Label(self.tr("What was posted"), self, style="title"), 1)
        heading.addWidget(self._filter)
        self._left.addLayout(heading)
        self._left.addWidget(self._notice)
        self._left.addWidget(self._hidden_asks)
        self._feed = QVBoxLayout()
        self._feed.setSpacing(theme.space("l"))
        self._left.addLayout(self._feed)
        for part in (self._empty, self._find, self._older):
            self._left.addWidget(part)
        self._left.addStretch(1)
        area.column.addLayout(row)
        area.column.addStretch(1)

    def _build_writing(self) -> QFrame:
        theme = current_theme()
        card = plane("card", self)
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.space("l"),) * 4)
        column.setSpacing(theme.space("m"))
        head = QHBoxLayout()
        head.setSpacing(theme.space("m"))
        head.addWidget(self._avatar)
        head.addWidget(self._heading, 1)
        column.addLayout(head)
        column.addWidget(self._mending)
        column.addWidget(self._composer)
        column.addWidget(self._edited)
        column.addWidget(self._photo_row)
        return card

    def _connect(self) -> None:
        self._compose.state_changed.connect(self._show_compose)
        self._edited.action_requested.connect(self._on_edited_action_requested)
        self._edited.lost.connect(self._on_edited_lost)
        self._photo_row.upload_requested.connect(self._on_row_upload_requested)
        self._photo_row.take_requested.connect(self._on_row_take_requested)
        self._photo_row.edit_requested.connect(self._on_row_edit_requested)
        self._composer.box.edit.picture_given.connect(self._drops.take)
        self._drops.picked.connect(self._on_drops_picked)
        self._drops.failed.connect(self._on_drops_failed)
        self._compose.photo.failed.connect(self._on_news_failed)
        self._news.items_changed.connect(self._show_items)
        self._news.picture_ready.connect(self._on_news_picture_ready)
        self._news.progress_changed.connect(self._on_news_progress_changed)
        self._filter.activated.connect(self._on_filter_activated)
        self._news.mending_ready.connect(self._on_news_mending_ready)
        self._news.failed.connect(self._on_news_failed)
        self._compose.post_queued.connect(self._on_compose_post_queued)
        self._binding.add_funds_requested.connect(self.add_funds_requested)
        self._mending.action_requested.connect(self._compose.post_to_everybody)
        self._notice.action_requested.connect(self._on_notice_action_requested)
        self._hidden_asks.action_requested.connect(self._on_hidden_asks_action_requested)
        self._older.clicked.connect(self._on_older_clicked)
        self._find.clicked.connect(self._on_find_clicked)
        self._app.connection_changed.connect(self._on_app_connection_changed)
        self._app.session_changed.connect(self._show_member)
        self._app.profile_photo.standing_changed.connect(self._show_member)
        self._app.profile_photo.pictures_changed.connect(self._show_member)

    def _show_compose(self) -> None:
        model = self._compose
        self._audience.show_audience(model.audience, model.balance_after_cents)
        part = model.mending
        self._mending.setVisible(part is not None)
        if part is not None:
            words = self.tr("Sent again to {facility}, there only.").format(facility=part.facility_name)
            self._mending.show_notice("info", words, action=self.tr("Post to Everybody Instead"))

    def _show_filter(self) -> None:
        """Everything, one's own, theirs, what was hidden, and each contact; built anew only when the names change."""
        named = tuple(
            (name, FeedFilter(FeedKind.THEIRS, contact_id)) for contact_id, name in self._news.authors
        )
        wanted = (
            (self.tr("Everything"), FeedFilter()),
            (self.tr("Mine"), FeedFilter(FeedKind.MINE)),
            (self.tr("Theirs"), FeedFilter(FeedKind.THEIRS)),
            (self.tr("Hidden"), FeedFilter(FeedKind.HIDDEN)),
            *named,
        )
        if wanted != self._filters:
            self._filters = wanted
            self._filter.clear()
            for words, _ in wanted:
                self._filter.addItem(words)
        places = [place for place, (_, one) in enumerate(wanted) if one == self._news.filter]
        self._filter.setCurrentIndex(places[0] if places else 0)

    def _empty_words(self) -> str:
        if self._news.is_loading:
            return self.tr("Getting your posts…")
        if self._news.has_older:
            return self.tr("Nothing of it is on this computer yet.")
        shown = self._news.filter
        if shown == FeedFilter():
            return self.tr(
                "Nothing yet. What you post stands here, with how it stands at every facility, and what your"
                " contacts post once it is approved."
            )
        if shown.kind is FeedKind.MINE:
            return self.tr("Nothing yet. What you post stands here, with how it stands at every facility.")
        if shown.is_hidden:
            return self.tr("Nothing is hidden. What you hide from your news stands here.")
        if shown.contact_id is None:
            return self.tr(
                "Nothing yet. What your contacts post stands here once their facility approved it."
            )
        return self.tr("Nothing from this contact yet. It stands here once their facility approved it.")

    def _on_filter_activated(self, place: int) -> None:
        if 0 <= place < len(self._filters):
            self._forget_fault()
            self._news.set_filter(self._filters[place][1])

    def _show_items(self) -> None:
        items = self._news.items
        self._show_filter()
        self._show_cards(items)
        self._empty.setVisible(not items)
        self._empty.setText(self._empty_words())
        audience = self._compose.audience
        self._find.setVisible(
            not items and audience.is_known and not audience.places and not audience.left_out
        )
        self._show_hidden_asks()
        self._older.setVisible(self._news.has_older and (bool(items) or not self._news.is_loading))
        self._older.setEnabled(not self._news.is_loading)
        self._show_notice()

    def _show_notice(self) -> None:
        """A fault of what was just tried comes first, then that something was hidden."""
        is_just_hidden = self._news.hidden is not None and not self._news.filter.is_hidden
        if self._fault is not None:
            self._notice.show_notice("bad", fault_words(self._fault))
        elif is_just_hidden:
            self._notice.show_notice(
                "info",
                self.tr("Hidden from your news. Nobody else sees a difference. You find it under Hidden."),
                action=self.tr("Bring It Back"),
            )
        self._notice.setVisible(self._fault is not None or is_just_hidden)

    def _show_hidden_asks(self) -> None:
        """What was hidden and has a last day for an answer is never out of sight."""
        asks = () if self._news.filter.is_hidden else self._news.hidden_asks
        self._hidden_asks.setVisible(bool(asks))
        if asks:
            words = (
                self.tr(
                    "A changed photo is offered for a post that you have hidden. Please answer until {time}."
                )
                if len(asks) == 1
                else self.tr(
                    "Changed photos are offered for {count} posts that you have hidden. Please answer the first"
                    " until {time}."
                )
            )
            words = words.format(count=len(asks), time=fmt.when(asks[0]))
            self._hidden_asks.show_notice("wait", words, action=self.tr("Show What Is Hidden"))

    def _show_cards(self, items: tuple[PostItem, ...]) -> None:
        """One card for each, in order; a card stays as long as its post does."""
        wanted = {item.key for item in items}
        for key in [key for key in self._cards if key not in wanted]:
            card = self._cards.pop(key)
            self._feed.removeWidget(card)
            card.hide()
            card.deleteLater()
        is_online = self._app.connection is Connection.ONLINE
        for place, item in enumerate(items):
            card = self._cards.get(item.key) or self._new_card(item.key)
            if self._feed.indexOf(card) != place:
                self._feed.removeWidget(card)
                self._feed.insertWidget(place, card)
            card.show_item(item, is_online=is_online)
            card.show_picture(self._news.picture(item.key))
            card.show_progress(self._news.progress(item.key))

    def _new_card(self, key: str) -> PostCard:
        card = self._cards[key] = PostCard(self)
        card.show_account(self._app.session, self._photo)
        card.withdraw_requested.connect(self._on_card_withdraw_requested)
        card.hide_requested.connect(self._on_card_hide_requested)
        card.show_requested.connect(self._on_card_show_requested)
        card.edit_requested.connect(self._on_card_edit_requested)
        card.mend_requested.connect(self._news.edit_again)
        card.send_anyway_requested.connect(self._news.send_anyway)
        card.appeal_requested.connect(self._door.show_appeal_of)
        card.offer_requested.connect(self._door.show_offer)
        card.add_funds_requested.connect(self.add_funds_requested)
        return card

    def _on_card_edit_requested(self, key: str) -> None:
        """Its words come back into the box they were written in."""
        self._news.take_back(key)
        self._composer.focus_box()

    def _on_edited_action_requested(self) -> None:
        self._door.posting.go_on_editing()

    def _on_edited_lost(self) -> None:
        self._on_drops_failed(PictureFault(PictureFaultKind.DAMAGED))

    def _on_row_upload_requested(self) -> None:
        self._door.posting.upload()

    def _on_row_edit_requested(self) -> None:
        self._door.posting.edit()

    def _on_row_take_requested(self) -> None:
        self._door.posting.take()

    def _on_drops_picked(self, picture: PickedPicture) -> None:
        """Into the editor; one that is there already is replaced if the editor is left with OK."""
        self._forget_fault()
        self._door.posting.bring(picture)

    def _on_drops_failed(self, fault: GettingOutError) -> None:
        words = picture_fault_words(fault) if isinstance(fault, PictureFault) else fault_words(fault)
        self._notice.show_notice("wait", words, icon="alert")
        self._notice.show()

    def _on_news_picture_ready(self, key: str) -> None:
        card = self._cards.get(key)
        if card is not None:
            card.show_picture(self._news.picture(key))

    def _on_news_progress_changed(self, key: str) -> None:
        card = self._cards.get(key)
        if card is not None:
            card.show_progress(self._news.progress(key))

    def _on_news_mending_ready(self, part: PostPartItem) -> None:
        self._compose.mend(part)
        self._composer.focus_box()

    def _on_news_failed(self, fault: GettingOutError) -> None:
        self._fault = fault
        self._show_notice()

    def _on_compose_post_queued(self) -> None:
        self._forget_fault()
        self._composer.focus_box()

    def _on_notice_action_requested(self) -> None:
        self._news.bring_back()
        self._show_notice()

    def _on_hidden_asks_action_requested(self) -> None:
        """The keyboard goes to the filter that changed: the button is gone with its notice."""
        self._forget_fault()
        self._filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self._news.set_filter(FeedFilter(FeedKind.HIDDEN))

    def _on_card_withdraw_requested(self, key: str, submission_id: str | None) -> None:
        self._forget_fault()
        self._news.withdraw(key, submission_id)

    def _on_card_hide_requested(self, key: str) -> None:
        self._forget_fault()
        self._news.hide(key)

    def _on_card_show_requested(self, key: str) -> None:
        self._forget_fault()
        self._news.show(key)

    def _forget_fault(self) -> None:
        self._fault = None
        self._show_notice()

    def _on_older_clicked(self) -> None:
        self._forget_fault()
        self._news.load_older()

    def _on_find_clicked(self) -> None:
        self.find_person_requested.emit()

    def _on_app_connection_changed(self, _connection: Connection) -> None:
        self._show_items()

    @property
    def _photo(self) -> QImage | None:
        """Of the member, as others see it."""
        picture = self._app.profile_photo.shown_picture
        return picture if isinstance(picture, QImage) else None

    def _show_member(self, _what: object = None) -> None:
        """The member's face, anew as soon as another photo of it was approved."""
        account = self._app.session
        self._avatar.set_person(account.id if account else "", account.name if account else "")
        self._avatar.set_picture(self._photo)
        for card in self._cards.values():
            card.show_account(account, self._photo)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves who will get it below the composer where there is no room beside it."""
        super().resizeEvent(event)
        theme = current_theme()
        is_narrow = event.size().width() < theme.px(NARROW_BELOW)
        if is_narrow is self._is_narrow:
            return
        self._is_narrow = is_narrow
        self._left.removeWidget(self._audience)
        self._right.removeWidget(self._audience)
        if is_narrow:
            self._audience.setMinimumWidth(0)
            self._audience.setMaximumWidth(16_777_215)
            self._left.insertWidget(1, self._audience)
        else:
            self._audience.setFixedWidth(theme.px(AUDIENCE_WIDTH))
            self._right.insertWidget(0, self._audience)
