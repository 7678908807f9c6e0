"""One post in the feed: the words, how many it is for, and how it stands at every facility, with what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.offers import OfferWish
from app.domain.posts import PostFaultKind, PostItem, PostPartItem
from app.domain.values import AccountInfo, StepKind
from app.views import offer_words, post_words
from app.widgets import fmt
from app.widgets.avatar import Avatar
from app.widgets.badge import Badge
from app.widgets.button import Button, LinkButton
from app.widgets.framed_photo import FramedPhoto
from app.widgets.journey_words import step_words
from app.widgets.label import Label, hairline
from app.widgets.notice import NoticeCard
from app.widgets.share_bar import ShareBar
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

_AVATAR = 40
_PHOTO = (420, 320)
_NOT_SENT = 0.45
"""How much of a photo shows that is not sent yet, as among shared photos."""


class PostCard(QFrame):
    """Shows one item; `show_item` again keeps the card and builds anew only what stands below the words."""

    withdraw_requested = Signal(str, object)  # key, submission_id | None
    hide_requested = Signal(str)
    show_requested = Signal(str)  # key, of one that is hidden
    edit_requested = Signal(str)  # key, of one that waits here
    mend_requested = Signal(str, object)  # key, PostPartItem
    appeal_requested = Signal(object)  # AppealWish
    offer_requested = Signal(object)  # OfferWish
    send_anyway_requested = Signal(str)
    add_funds_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setObjectName("post_card")
        theme = current_theme()
        self._item: PostItem | None = None
        self._shown: tuple[PostItem, bool] | None = None
        self._explained: set[str] = set()
        self._avatar = Avatar(_AVATAR, self)
        self._avatar.setObjectName("post_face")
        self._time = Label("", self, style="small", role="text-muted")
        self._people = Badge("", "plain", "users", self)
        self._text = Label("", self, style="read")
        self._text.setObjectName("post_text")
        self._photo = FramedPhoto(_PHOTO, self)
        self._photo.setObjectName("post_picture")
        self._below: QWidget | None = None
        self._share: float | None = None
        self._is_stopping = False
        self._kept: StateLine | None = None
        self._bar: ShareBar | None = None
        self._edit: LinkButton | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.space("l"),) * 4)
        self._column.setSpacing(theme.space("m"))
        head = QHBoxLayout()
        head.setSpacing(theme.space("m"))
        head.addWidget(self._avatar)
        names = QVBoxLayout()
        names.setSpacing(0)
        self._author = Label(self.tr("You"), self, style="strong")
        self._author.setObjectName("post_author")
        names.addWidget(self._author)
        names.addWidget(self._time)
        head.addLayout(names, 1)
        head.addWidget(self._people)
        self._column.addLayout(head)
        self._column.addWidget(self._text)
        self._column.addWidget(self._photo)
        self._photo.hide()

    @property
    def item(self) -> PostItem | None:
        """What it shows."""
        return self._item

    def show_account(self, account: AccountInfo | None, photo: QImage | None = None) -> None:
        """Who posts, with the photo that others see."""
        if self._item is not None and self._item.contact_id is not None:
            return  # of somebody else
        self._avatar.set_person(account.id if account else "", account.name if account else "")
        self._avatar.set_picture(photo)

    def show_item(self, item: PostItem, *, is_online: bool) -> None:
        """The post as it is now."""
        if self._shown == (item, is_online):
            return
        self._item, self._shown = item, (item, is_online)
        if item.contact_id is not None:
            self._author.setText(item.author)
            self._avatar.set_person(item.contact_id, item.author)
            self._avatar.set_picture(None)
        self._time.setText(fmt.when_long(item.at))
        self._people.setVisible(item.people_count > 0)
        people = (
            self.tr("1 person")
            if item.people_count == 1
            else self.tr("{count} people").format(count=item.people_count)
        )
        self._people.show_state(people, "plain", "users")
        self._text.setText(item.text if item.text is not None else post_words.sealed_words(item))
        self._text.set_role("text" if item.text is not None else "text-muted")
        self._rebuild(is_online)

    def show_picture(self, picture: QImage | None) -> None:
        """Its photo, once it is here."""
        item = self._item
        if item is None or item.photo is None:
            self._photo.hide()
            return
        self._photo.show_photo(item.photo, picture, opacity=_NOT_SENT if item.is_waiting_here else 1.0)
        self._photo.setAccessibleName(self.tr("Photo in this post"))
        self._photo.show()

    def show_progress(self, share: float | None) -> None:
        """How far its photo is on its way up, from 0 to 1; None while it is not on the wire."""
        if share != self._share:
            self._share = share
            self._is_stopping = self._is_stopping and share is not None
            self._show_share()

    def _show_share(self) -> None:
        """In the place of where it waits, as long as the photo goes up."""
        item, line, bar, edit = self._item, self._kept, self._bar, self._edit
        if item is None or line is None or bar is None or edit is None or self._shown is None:
            return
        share = self._share
        if share is None:
            look = step_words(StepKind.QUEUED)
            line.show_state(post_words.kept_words(item, is_online=self._shown[1]), look.icon, look.role)
        else:
            words = self.tr("Stopping…") if self._is_stopping else post_words.photo_share_words(share)
            line.show_state(words, "upload", "text")
            bar.setAccessibleName(line.text)
        bar.set_share(share or 0.0)
        bar.setVisible(share is not None)
        edit.setEnabled(not self._is_stopping)
        edit.setText(self.tr("Edit") if share is None else self.tr("Stop and Edit"))

    def _rebuild(self, is_online: bool) -> None:
        item = self._item
        if item is None:
            return
        self._kept = self._bar = self._edit = None
        if self._below is not None:
            self._column.removeWidget(self._below)
            self._below.hide()
            self._below.deleteLater()
        self._below = below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_theme().space("s"))
        column.addWidget(hairline(below))
        if item.is_waiting_here:
            self._add_kept(item, column, is_online)
        else:
            summary = post_words.summary_words(item)
            if summary:
                said = Label(summary, below, style="strong")
                said.setObjectName("post_summary")
                column.addWidget(said)
            for part in item.parts:
                self._add_part(part, column)
            column.addLayout(self._foot(item, below))
        self._column.addWidget(below)

    def _add_kept(self, item: PostItem, column: QVBoxLayout, is_online: bool) -> None:
        look = step_words(StepKind.QUEUED if item.fault is None else StepKind.FAILED)
        words = post_words.kept_words(item, is_online=is_online)
        line = StateLine(words, look.icon, look.role, self)
        line.setObjectName("post_kept")
        column.addWidget(line)
        bar = ShareBar(self)
        bar.setObjectName("post_bar")
        bar.hide()
        column.addWidget(bar)
        if item.places:
            where = self.tr("To {places}, {price}").format(
                places=", ".join(fmt.isolate(name) for name in item.places), price=fmt.money(item.price_cents)
            )
            column.addWidget(Label(where, self, style="small", role="text-muted"))
        if item.fault is not None:
            notice = NoticeCard(self)
            notice.setObjectName("post_fault")
            notice.action.setObjectName("post_fault_action")
            action = post_words.fault_action(item, item.fault)
            notice.show_notice("wait", post_words.fault_words(item, item.fault), action=action)
            notice.action_requested.connect(self._on_notice_action_requested)
            column.addWidget(notice)
        edit = self._link(self.tr("Edit"), "post_edit")
        edit.clicked.connect(self._on_edit_clicked)
        column.addWidget(edit)
        if item.has_photo and item.fault is None:
            self._kept, self._bar, self._edit = line, bar, edit
            self._show_share()

    def _add_part(self, part: PostPartItem, column: QVBoxLayout) -> None:
        look = post_words.part_look(part)
        theme = current_theme()
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        name = Label(part.facility_name, self, style="strong")
        line = StateLine(post_words.part_words(part), look.icon, look.role, self)
        line.setObjectName("post_part")
        line.setAccessibleName(
            self.tr("{facility}: {state}").format(facility=part.facility_name, state=line.text)
        )
        for words, style in ((name, "strong"), (line, "small")):  # as high as the links beside them
            above = max(0, theme.control("target-min") - theme.line(style)) // 2
            words.setContentsMargins(0, above, 0, 0)
        row.addWidget(name, 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(line, 5, Qt.AlignmentFlag.AlignTop)
        if part.can_withdraw:
            withdraw = self._link(self.tr("Withdraw"), "post_part_withdraw")
            withdraw.setAccessibleName(self.tr("Withdraw at {facility}").format(facility=part.facility_name))
            withdraw.clicked.connect(lambda: self._on_withdraw_clicked(part.submission_id))
            row.addWidget(withdraw, 0, Qt.AlignmentFlag.AlignTop)
        if part.refusal is not None:
            why = self._link(self.tr("See why"), "post_why")
            why.clicked.connect(lambda: self._on_why_clicked(part.submission_id))
            row.addWidget(why, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self._add_offer(part, column)
        if part.refusal is not None and part.submission_id in self._explained:
            self._add_reason(part, column)

    def _add_offer(self, part: PostPartItem, column: QVBoxLayout) -> None:
        """A changed photo that asks for an answer, or what came of one."""
        if part.offer is None:
            return
        said = offer_words.why_words(part.offer) if part.asks else offer_words.after_words(part.offer)
        if said:
            words = Label(said, self, style="body" if part.asks else "small")
            words.setObjectName("post_offered")
            column.addWidget(words)
        name = offer_words.look_words(part.offer)
        if name:
            button = Button(name, "solid" if part.asks else "outline", "crop", self, size="small")
            button.setObjectName("post_offer")
            button.setAccessibleName(
                self.tr("{facility}: {action}").format(facility=part.facility_name, action=name)
            )
            button.clicked.connect(lambda: self._on_offer_clicked(part.submission_id))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_reason(self, part: PostPartItem, column: QVBoxLayout) -> None:
        text = None if self._item is None else self._item.text
        reason = NoticeCard(self)
        reason.setObjectName("post_reason")
        action = self.tr("Edit and Send Again") if part.can_be_mended else ""
        reason.action.setObjectName("post_mend")
        reason.show_notice("bad", post_words.why_words(part, text), icon="refused", action=action)
        reason.action_requested.connect(lambda: self._on_mend_clicked(part))
        column.addWidget(reason)
        self._add_appeal(part, column)

    def _add_appeal(self, part: PostPartItem, column: QVBoxLayout) -> None:
        """Where the appeal stands; or the way to it, until its last day."""
        said = post_words.appeal_words(part)
        if said:
            words = Label(said, self, style="small")
            words.setObjectName("post_appealed")
            column.addWidget(words)
        wish = None if self._item is None else post_words.appeal_wish(self._item.key, part)
        if wish is not None and part.refusal is not None:
            until = self.tr("Appeal until {day}").format(day=fmt.day(part.refusal.appeal_until))
            button = Button(until, "ghost", "appeal", self, size="small")
            button.setObjectName("post_appeal")
            button.clicked.connect(lambda: self.appeal_requested.emit(wish))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _foot(self, item: PostItem, parent: QWidget) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(current_theme().space("l"))
        foot.addStretch(1)
        if sum(part.can_withdraw for part in item.parts) > 1:
            withdraw = self._link(self.tr("Withdraw everywhere"), "post_withdraw")
            withdraw.clicked.connect(lambda: self._on_withdraw_clicked(None))
            foot.addWidget(withdraw)
        if item.is_hidden:
            turn = self._link(self.tr("Show Again"), "post_show")
            turn.setAccessibleName(self.tr("Show this post in your news again"))
            turn.clicked.connect(self._on_show_clicked)
        else:
            turn = self._link(self.tr("Hide"), "post_hide")
            turn.setAccessibleName(self.tr("Hide this post from your news"))
            turn.clicked.connect(self._on_hide_clicked)
        foot.addWidget(turn)
        return foot

    def _link(self, words: str, name: str) -> LinkButton:
        link = LinkButton(words, self, style="small")
        link.setObjectName(name)
        return link

    def _on_why_clicked(self, submission_id: str) -> None:
        self._explained ^= {submission_id}
        if self._shown is not None:
            self._rebuild(self._shown[1])

    def _on_offer_clicked(self, submission_id: str) -> None:
        if self._item is not None:
            self.offer_requested.emit(OfferWish(self._item.key, submission_id, is_post=True))

    def _on_withdraw_clicked(self, submission_id: str | None) -> None:
        if self._item is not None:
            self.withdraw_requested.emit(self._item.key, submission_id)

    def _on_hide_clicked(self) -> None:
        if self._item is not None:
            self.hide_requested.emit(self._item.key)

    def _on_show_clicked(self) -> None:
        if self._item is not None:
            self.show_requested.emit(self._item.key)

    def _on_edit_clicked(self) -> None:
        if self._item is not None:
            self._is_stopping = self._share is not None
            self._show_share()
            self.edit_requested.emit(self._item.key)

    def _on_mend_clicked(self, part: PostPartItem) -> None:
        if self._item is not None:
            self.mend_requested.emit(self._item.key, part)

    def _on_notice_action_requested(self) -> None:
        item = self._item
        if item is None or item.fault is None:
            return
        if item.fault.kind is PostFaultKind.FUNDS:
            self.add_funds_requested.emit()
        else:
            self.send_anyway_requested.emit(item.key)
