"""The program as a whole: who is signed in, how the server is reached, the balance, the one notice."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.config import Settings
from app.domain.errors import GettingOutError, SignedOut, StorageFault
from app.domain.values import (
    AccountInfo,
    BalanceInfo,
    Change,
    ChangeKind,
    Connection,
    Notice,
    NoticeKind,
    Prefill,
    StorageMode,
)
from app.jobs.job import Job
from app.jobs.runner import JobRunner
from app.viewmodels.account import AccountViewModel
from app.viewmodels.compose import ComposeViewModel
from app.viewmodels.conversations import ConversationsViewModel
from app.viewmodels.counting_room import CountingRoom
from app.viewmodels.crash import crash_report
from app.viewmodels.following import Following
from app.viewmodels.hub import Hub, Tally
from app.viewmodels.lifecycle import BuildEngine, Lifecycle
from app.viewmodels.notices import Notices
from app.viewmodels.sending import Sending
from app.viewmodels.sign_in import SignInViewModel
from app.viewmodels.thread import ThreadViewModel

if TYPE_CHECKING:
    from app.services.place import Address
    from app.services.session import OpenSession
    from app.viewmodels.account_care import AccountCare
    from app.viewmodels.add_funds import AddFundsViewModel
    from app.viewmodels.appeal import AppealViewModel
    from app.viewmodels.balance import BalanceViewModel
    from app.viewmodels.card_payment import CardPaymentViewModel
    from app.viewmodels.contact_page import ContactPageViewModel
    from app.viewmodels.contact_photos import ContactPhotosViewModel
    from app.viewmodels.details import DetailsViewModel
    from app.viewmodels.edit_keeping import EditKeepingViewModel
    from app.viewmodels.edit_photo import EditPhotoViewModel
    from app.viewmodels.find_person import FindPersonViewModel
    from app.viewmodels.news import NewsViewModel
    from app.viewmodels.offer import OfferViewModel
    from app.viewmodels.own_news import OwnNewsViewModel
    from app.viewmodels.photos import PhotosViewModel
    from app.viewmodels.picker import ContactPickerViewModel
    from app.viewmodels.post_compose import PostComposeViewModel
    from app.viewmodels.prepare_photos import PreparePhotosViewModel
    from app.viewmodels.profile_photo import ProfilePhotoViewModel
    from app.viewmodels.share_photo import SharePhotoViewModel
    from app.viewmodels.take_photo import TakePhotoViewModel

SETTLE_AFTER_MS = 60
SETTLE_LATEST_MS = 1_000
"""After the kept conversations are known: without a screen, and with one that nobody can see."""
logger = logging.getLogger(__name__)


class AppViewModel(QObject):
    """The root of all view models; the children live as long as it does.

    `build_engine` is called in a worker after `start`, so that its imports come after the first paint. Wiring is the
    views' work: conversations.selected → conversation.open and compose.open, for instance.
    """

    session_changed = Signal(
        object
    )  # AccountInfo | None: None shows the sign-in view, and hides every name and word
    starting_changed = Signal(bool)  # False once it is known whether somebody is signed in
    connection_changed = Signal(object)  # Connection
    balance_changed = Signal(object)  # BalanceInfo | None
    notice_changed = Signal(object)  # Notice | None
    storage_mode_changed = Signal(object)  # StorageMode
    demo_facts_changed = Signal(object)  # Mapping | None: for Help > Demo; also when the addresses changed
    crashed = Signal(object)  # CrashReport
    settled = Signal()  # the kept conversations are on the screen, and all else is being loaded
    _rescued = Signal(object)

    def __init__(self, settings: Settings, build_engine: BuildEngine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.runner = JobRunner(self)
        self.hub = Hub(self.runner, self)
        self.sign_in = SignInViewModel(self.hub, settings.server_url, self)
        self.conversations = ConversationsViewModel(self.hub, self)
        self.conversation = ThreadViewModel(self.hub, self)
        self.compose = ComposeViewModel(self.hub, self)
        self.account = AccountViewModel(self.hub, self)
        self._notices = Notices(self.hub, self)
        self._counting_room = CountingRoom(self.hub, self)
        self._sending = Sending(self.hub, lambda session, at_once: session.outbox.drain(at_once), self)
        self._photo_sending = Sending(
            self.hub, lambda session, at_once: session.photo_outbox.drain(at_once), self
        )
        self._post_sending = Sending(
            self.hub, lambda session, at_once: session.post_outbox.drain(at_once), self
        )
        self._share_sending = Sending(
            self.hub, lambda session, at_once: session.share_outbox.drain(at_once), self
        )
        self._following = Following(self.hub, self)
        self._lifecycle = Lifecycle(self.hub, settings, build_engine, self._following)
        self._is_starting = True
        self._is_settled = False
        self._has_screen = False
        self._balance: BalanceInfo | None = None
        self._storage_mode = StorageMode.KEPT
        self._address: Address | None = None
        self._connect_parts()

    @cached_property
    def picker(self) -> ContactPickerViewModel:
        """Who can be written to; like all that only sheets show, made when first asked for."""
        from app.viewmodels.picker import ContactPickerViewModel

        return ContactPickerViewModel(self.hub, self)

    @cached_property
    def contact_page(self) -> ContactPageViewModel:
        """Everybody on the list, and the one whose page is open."""
        from app.viewmodels.contact_page import ContactPageViewModel

        return ContactPageViewModel(self.hub, self)

    @cached_property
    def contact_photos(self) -> ContactPhotosViewModel:
        """The photos that stand for contacts on this computer."""
        from app.viewmodels.contact_photos import ContactPhotosViewModel

        return ContactPhotosViewModel(self.hub, self)

    @cached_property
    def news(self) -> NewsViewModel:
        """The posts, and how they stand."""
        from app.viewmodels.news import NewsViewModel

        return NewsViewModel(self.hub, self)

    @cached_property
    def post_compose(self) -> PostComposeViewModel:
        """The draft of a post, and whom it would reach."""
        from app.viewmodels.post_compose import PostComposeViewModel

        return PostComposeViewModel(self.hub, self)

    @cached_property
    def card_payment(self) -> CardPaymentViewModel:
        """Paying in by card."""
        from app.viewmodels.card_payment import CardPaymentViewModel

        return CardPaymentViewModel(self.hub, self)

    @cached_property
    def balance_page(self) -> BalanceViewModel:
        """Searching movements, holds, statements, being paid out."""
        from app.viewmodels.balance import BalanceViewModel

        return BalanceViewModel(self.hub, self)

    @cached_property
    def profile_photo(self) -> ProfilePhotoViewModel:
        """The member's photo and its journey."""
        from app.viewmodels.profile_photo import ProfilePhotoViewModel

        return ProfilePhotoViewModel(self.hub, self)

    @cached_property
    def photos(self) -> PhotosViewModel:
        """Galleries, the photos in them, and what is on its way up."""
        from app.viewmodels.photos import PhotosViewModel

        return PhotosViewModel(self.hub, self)

    @cached_property
    def share_photo(self) -> SharePhotoViewModel:
        """Whom photos are shared with, and what that costs."""
        from app.viewmodels.share_photo import SharePhotoViewModel

        return SharePhotoViewModel(self.hub, self)

    @cached_property
    def prepare_photos(self) -> PreparePhotosViewModel:
        """Photos that were chosen and edited, and are not shared yet."""
        from app.viewmodels.prepare_photos import PreparePhotosViewModel

        return PreparePhotosViewModel(self.hub, self)

    @cached_property
    def take_photo(self) -> TakePhotoViewModel:
        """The camera; none is opened before its sheet is seen."""
        from app.viewmodels.take_photo import build_take_photo

        return build_take_photo(self._settings, self)

    @cached_property
    def edit_photo(self) -> EditPhotoViewModel:
        """The editor, one picture at a time."""
        from app.viewmodels.edit_photo import EditPhotoViewModel

        editor = EditPhotoViewModel(self.runner, self)
        self.edit_keeping.watch(editor)
        return editor

    @cached_property
    def edit_keeping(self) -> EditKeepingViewModel:
        """What is in the editor, kept while it is edited, and what was left there."""
        from app.viewmodels.edit_keeping import EditKeepingViewModel

        return EditKeepingViewModel(self.hub, self)

    @cached_property
    def add_funds(self) -> AddFundsViewModel:
        """Paying a voucher in."""
        from app.viewmodels.add_funds import AddFundsViewModel

        return AddFundsViewModel(self.hub, self)

    @cached_property
    def find_person(self) -> FindPersonViewModel:
        """Looking for somebody at a facility."""
        from app.viewmodels.find_person import FindPersonViewModel

        return FindPersonViewModel(self.hub, self)

    @cached_property
    def details(self) -> DetailsViewModel:
        """Everything known of one message."""
        from app.viewmodels.details import DetailsViewModel

        return DetailsViewModel(self.hub, self)

    @cached_property
    def appeal(self) -> AppealViewModel:
        """Asking for a second look."""
        from app.viewmodels.appeal import AppealViewModel

        return AppealViewModel(self.hub, self)

    @cached_property
    def offer(self) -> OfferViewModel:
        """Answering a changed photo that is offered."""
        from app.viewmodels.offer import OfferViewModel

        return OfferViewModel(self.hub, self)

    @cached_property
    def own_news(self) -> OwnNewsViewModel:
        """What happens to the member's own things."""
        from app.viewmodels.own_news import OwnNewsViewModel

        return OwnNewsViewModel(self.hub, self)

    @cached_property
    def care(self) -> AccountCare:
        """What members do about their account itself."""
        from app.viewmodels.account_care import AccountCare

        return AccountCare(self.hub, self._following.reload, self)

    @property
    def session(self) -> AccountInfo | None:
        """Who is signed in."""
        return None if self.hub.session is None else self.hub.session.info

    @property
    def is_starting(self) -> bool:
        """Whether it is not known yet if somebody is signed in."""
        return self._is_starting

    @property
    def connection(self) -> Connection:
        """How the client stands with the server."""
        return self.hub.connection

    @property
    def balance(self) -> BalanceInfo | None:
        """The newest balance known."""
        return self._balance

    @property
    def notice(self) -> Notice | None:
        """The most serious thing to say in the notice bar."""
        return self._notices.shown

    @property
    def storage_mode(self) -> StorageMode:
        """Whether this computer keeps what is written: of the session, or as the sign-in view would have it."""
        return self._storage_mode

    @property
    def loses_words_on_close(self) -> bool:
        """Whether closing the window or signing out now would lose unsent words, so that the view asks first."""
        session = self.hub.session
        if session is None or session.mode is StorageMode.KEPT:
            return False
        return bool(self.hub.tally.has_unsent or self.compose.text or self._has_post_begun())

    @property
    def demo_facts(self) -> Mapping[str, object] | None:
        """What Help > Demo shows: addresses, sign-ins, voucher codes; None outside the demo."""
        return None if self._address is None else self._address.demo_facts

    @property
    def server_address(self) -> str | None:
        """The base address of the server in use, once it is up."""
        return None if self._address is None else self._address.base_url

    @property
    def zone(self) -> tzinfo | None:
        """The member's time zone, None for this computer's."""
        return self.hub.zone(self.session)

    def now(self) -> datetime:
        """The present time by the server's clock; this computer's may be years off."""
        return self.hub.now()

    def _has_post_begun(self) -> bool:
        return "post_compose" in self.__dict__ and bool(self.post_compose.text)

    def start(self) -> None:
        """Bring everything up in the background; call after the first paint."""
        self._lifecycle.start()

    def wait_for_screen(self) -> None:
        """There is a view that says with `settle` when it shows what is kept here."""
        self._has_screen = True

    def settle(self) -> None:
        """What is kept here is on the screen: only now the network's libraries and all else are loaded."""
        session = self.hub.session
        if session is None or self._is_settled or self.conversations.is_loading:
            return
        self._is_settled = True
        self._warm_up()
        self._following.start(session)
        self.hub.settled.emit()
        self.settled.emit()

    def try_now(self) -> None:
        """Do not wait for the pause: reach for the server and send what waits."""
        self._lifecycle.reach_server()
        self._following.wake()
        self._sending.try_now()
        self._photo_sending.try_now()
        self._share_sending.try_now()
        self._post_sending.try_now()

    def sign_out(self) -> None:
        """End the session here and on the server; unsent words stay encrypted for this account."""
        self._lifecycle.end_session(lost=False)

    def dismiss_notice(self) -> None:
        """The member has read the present notice."""
        notice = self._notices.shown
        self._notices.dismiss()
        if notice is not None and notice.kind is NoticeKind.STORAGE_DAMAGED:
            self._confirm_rescue()

    def _confirm_rescue(self) -> None:
        """Also when the window closes at once: what was read is not said again at the next start."""
        session = self.hub.session
        if session is not None:
            self.runner.storage(Job(self, session.stores.database.confirm_rescue, must_run=True))

    def shutdown(self) -> None:
        """Keep the draft, end every thread and the embedded backend; call once, when the window closes."""
        self._lifecycle.shutdown()

    def report_unexpected(self, fault: BaseException) -> None:
        """A bug of ours, from a job or from `sys.excepthook`: logged and shown in the crash dialog."""
        report = crash_report(fault)
        logger.error("unexpected fault\n%s", report.text)
        self.crashed.emit(report)

    def _connect_parts(self) -> None:
        self.hub.session_changed.connect(self._on_session_changed)
        self.hub.connection_changed.connect(self._on_connection_changed)
        self.hub.tally_changed.connect(self._on_tally_changed)
        self.runner.job_failed.connect(self._on_job_failed)
        self.runner.unexpected.connect(self.report_unexpected)
        self.conversations.loading_changed.connect(self._on_conversations_loading)
        self.conversation.contact_changed.connect(self._notices.take_contact)
        self.sign_in.storage_mode_changed.connect(self._on_sign_in_mode_changed)
        self.sign_in.server_wanted.connect(self._lifecycle.change_server)
        self._notices.changed.connect(self.notice_changed)
        self._following.faulted.connect(self._on_stream_fault)
        self._following.broke.connect(self.report_unexpected)
        self._lifecycle.nobody_signed_in.connect(self._on_nobody_signed_in)
        self._lifecycle.restoring_failed.connect(self._on_restoring_failed)
        self._lifecycle.server_reached.connect(self._take_demo_facts)
        self._lifecycle.faulted.connect(self._notices.take_fault)
        self._lifecycle.server_changed.connect(self.sign_in.server_changed)
        self._lifecycle.server_refused.connect(self.sign_in.server_refused)
        self._rescued.connect(self._on_rescued, Qt.ConnectionType.QueuedConnection)

    def _on_session_changed(self, session: OpenSession | None) -> None:
        self._is_settled = False
        if session is not None:
            session.stores.database.on_rescue = self._rescued.emit
            self.sign_in.close_door()
            self.hub.set_connection(Connection.STARTING)
            self._set_storage_mode(session.mode)
        self.session_changed.emit(self.session)
        self._set_starting(False)

    def _on_nobody_signed_in(self) -> None:
        self.sign_in.open_door()
        self._set_storage_mode(self.sign_in.storage_mode)
        self._set_starting(False)
        self._warm_up()

    def _on_conversations_loading(self, is_loading: bool) -> None:
        if not is_loading and self.hub.session is not None:
            QTimer.singleShot(SETTLE_LATEST_MS if self._has_screen else SETTLE_AFTER_MS, self, self.settle)

    def _warm_up(self) -> None:
        """Load what counting characters and judging vouchers needs."""
        if not self.hub.has_limits:
            self.runner.network(Job(self, _load_limits, self.hub.set_limits_ready))

    def _on_connection_changed(self, connection: Connection) -> None:
        if connection is Connection.ONLINE:
            self._take_demo_facts()
        self.connection_changed.emit(connection)

    def _on_tally_changed(self, tally: Tally) -> None:
        if tally.balance != self._balance:
            self._balance = tally.balance
            self.balance_changed.emit(tally.balance)

    def _on_job_failed(self, fault: GettingOutError) -> None:
        if isinstance(fault, SignedOut):
            self._lifecycle.end_session(lost=True)
        elif isinstance(fault, StorageFault):
            self._notices.take_fault(fault)

    def _on_stream_fault(self, fault: GettingOutError | None) -> None:
        if isinstance(fault, SignedOut):
            self._lifecycle.end_session(lost=True)
        else:
            self._notices.take_fault(fault)

    def _on_restoring_failed(self, fault: GettingOutError) -> None:
        self._notices.take_fault(fault)
        self.sign_in.take_start_fault(fault)

    def _on_sign_in_mode_changed(self, mode: StorageMode) -> None:
        if self.hub.session is None:
            self._set_storage_mode(mode)

    def _on_rescued(self, report: object) -> None:
        """A damaged file was set aside while in use: tell it, and load what was only kept for convenience anew."""
        session = self.hub.session
        if session is not None:
            self._notices.take_rescue(session.stores.database.rescue)
            self.hub.tell(Change(ChangeKind.ALL))
            self._following.reload()

    def _take_demo_facts(self) -> None:
        """Told again when the backend was started again: its addresses are other ones."""
        engine = self.hub.engine
        address = None if engine is None else engine.link.address
        if address != self._address:
            self._address = address
            self.demo_facts_changed.emit(self.demo_facts)
        self.sign_in.set_prefill(_prefill(self.demo_facts))

    def _set_starting(self, is_starting: bool) -> None:
        if is_starting != self._is_starting:
            self._is_starting = is_starting
            self.starting_changed.emit(is_starting)

    def _set_storage_mode(self, mode: StorageMode) -> None:
        if mode is not self._storage_mode:
            self._storage_mode = mode
            self.storage_mode_changed.emit(mode)


def _load_limits() -> None:
    """On the network lane: the first import takes its time."""
    from contract import limits, vouchers

    limits.count_characters("é")
    vouchers.tidy("")


def _prefill(facts: Mapping[str, object] | None) -> Prefill | None:
    """The demo member's sign-in, from the facts of the demo's backend."""
    member = None if facts is None else facts.get("member")
    if not isinstance(member, Mapping):
        return None
    email, password = member.get("email"), member.get("password")
    return Prefill(email, password) if isinstance(email, str) and isinstance(password, str) else None
