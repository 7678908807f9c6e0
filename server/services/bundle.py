"""All services on one database, wired; the only file of this room that knows every other."""

from __future__ import annotations

from dataclasses import dataclass

from server.config import Settings
from server.mail.postman import Postman
from server.mail.transports import FolderTransport, SmtpTransport, Transport, read_place
from server.objects.store import Objects
from server.payments.provider import PaymentProvider
from server.payments.test_provider import TestProvider
from server.services.account_details import DetailsService
from server.services.accounts import AccountService
from server.services.album import AlbumService
from server.services.appeals import AppealService
from server.services.closing import ClosingService
from server.services.contacts import ContactService
from server.services.events import EventService
from server.services.facilities import FacilityService
from server.services.finding import Finding
from server.services.galleries import GalleryService
from server.services.inbox import InboxService
from server.services.managing import ManagingService
from server.services.messages import MessageService
from server.services.money import VoucherService
from server.services.monthly import MonthlyCheck
from server.services.news import NewsService
from server.services.offers import OfferService
from server.services.password_reset import ResetService
from server.services.passwords import Passwords
from server.services.payments import PaymentService
from server.services.posts import PostService
from server.services.profile_photos import ProfilePhotoService
from server.services.refunds import RefundService
from server.services.resident_posts import ResidentPostService
from server.services.residents import ResidentService
from server.services.review import ReviewService
from server.services.roster import RosterService
from server.services.roster_import import RosterImport
from server.services.shared_photos import SharedPhotoService
from server.services.staff import StaffService
from server.services.sweeping import Sweeper
from server.services.throttle import Throttle
from server.services.two_factor import TwoFactorService
from server.services.uploads import UploadService
from server.services.word_lists import WordListService
from server.store.engine import open_postgresql, open_sqlite
from server.store.migrate import migrate
from server.store.seal import Anchor, load_key
from server.store.work import Clock, Store, utc_now


@dataclass(frozen=True)
class Services:
    """What routes, pages and the command line call."""

    settings: Settings
    store: Store
    accounts: AccountService
    details: DetailsService
    two_factor: TwoFactorService
    resets: ResetService
    closing: ClosingService
    postman: Postman
    staff: StaffService
    facilities: FacilityService
    residents: ResidentService
    finding: Finding
    contacts: ContactService
    messages: MessageService
    vouchers: VoucherService
    managing: ManagingService
    word_lists: WordListService
    roster: RosterService
    roster_import: RosterImport
    review: ReviewService
    appeals: AppealService
    offers: OfferService
    inbox: InboxService
    events: EventService
    objects: Objects
    uploads: UploadService
    profile_photos: ProfilePhotoService
    album: AlbumService
    galleries: GalleryService
    shared_photos: SharedPhotoService
    posts: PostService
    news: NewsService
    resident_posts: ResidentPostService
    sweeper: Sweeper
    payments: PaymentService
    refunds: RefundService
    monthly: MonthlyCheck

    def close(self) -> None:
        """Lets go of the database."""
        self.store.close()


def build_services(settings: Settings, clock: Clock = utc_now) -> Services:
    """Opens the database of these settings, brings it to the newest tables, and wires everything."""
    _transport(settings)  # a wrong address of the mail server is said before anything is opened
    return wire(settings, open_store(settings, clock))


def wire(settings: Settings, store: Store) -> Services:
    """Every service on this store."""
    passwords = Passwords(settings.argon2)
    throttle = Throttle(store)
    contacts = ContactService(store)
    facilities = FacilityService(store)
    staff = StaffService(store, passwords, throttle)
    residents = ResidentService(store, passwords, throttle)
    objects = Objects(settings.objects_folder, settings.objects_url)
    return Services(
        settings=settings,
        store=store,
        accounts=AccountService(store, passwords, throttle),
        details=DetailsService(store, passwords, throttle),
        two_factor=TwoFactorService(store, passwords, throttle),
        resets=ResetService(store, passwords, throttle),
        closing=ClosingService(store, passwords, throttle),
        postman=Postman(store, _transport(settings), settings.mail_from),
        staff=staff,
        facilities=facilities,
        residents=residents,
        finding=Finding(store),
        contacts=contacts,
        messages=MessageService(store),
        vouchers=VoucherService(store, throttle),
        managing=ManagingService(store, facilities, staff),
        word_lists=WordListService(store),
        roster=RosterService(store, residents, passwords),
        roster_import=RosterImport(store, residents, passwords),
        review=ReviewService(store, contacts),
        appeals=AppealService(store),
        offers=OfferService(store, objects),
        inbox=InboxService(store, contacts, objects),
        events=EventService(store),
        objects=objects,
        uploads=UploadService(store, objects),
        profile_photos=ProfilePhotoService(store),
        album=AlbumService(store),
        galleries=GalleryService(store),
        shared_photos=SharedPhotoService(store),
        posts=PostService(store),
        news=NewsService(store),
        resident_posts=ResidentPostService(store),
        sweeper=Sweeper(store, objects),
        payments=PaymentService(store, _provider(settings, store)),
        refunds=RefundService(store),
        monthly=MonthlyCheck(store),
    )


def _transport(settings: Settings) -> Transport:
    if settings.smtp_url is None:
        return FolderTransport(settings.mail_folder)
    return SmtpTransport(read_place(settings.smtp_url), settings.mail_from)


def _provider(settings: Settings, store: Store) -> PaymentProvider | None:
    """The provider of card payments; its key for signing lies beside the audit's."""
    if settings.payments is None:
        return None
    return TestProvider(store, load_key(settings.seal_folder / "payments.key"))


def open_store(settings: Settings, clock: Clock = utc_now) -> Store:
    """The database and the seal of these settings; folders are made for the service's own user only."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.seal_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.database_url is None:
        database = open_sqlite(settings.database_file, settings.db_key)
    else:
        database = open_postgresql(settings.database_url)
    try:
        migrate(database)
        key = load_key(settings.seal_folder / "audit.key")
        return Store(database, Anchor(settings.seal_folder / "audit.anchor", key), key, clock)
    except BaseException:
        database.close()
        raise
