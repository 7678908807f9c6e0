"""All services on one database, wired; the only file of this room that knows every other."""

from __future__ import annotations

from dataclasses import dataclass

from server.config import Settings
from server.services.accounts import AccountService
from server.services.contacts import ContactService
from server.services.events import EventService
from server.services.facilities import FacilityService
from server.services.inbox import InboxService
from server.services.messages import MessageService
from server.services.money import VoucherService
from server.services.passwords import Passwords
from server.services.residents import ResidentService
from server.services.review import ReviewService
from server.services.staff import StaffService
from server.services.throttle import Throttle
from server.store.engine import open_sqlite, open_url
from server.store.migrate import migrate
from server.store.seal import Anchor, load_key
from server.store.work import Clock, Store, utc_now


@dataclass(frozen=True)
class Services:
    """What routes, pages and the command line call."""

    settings: Settings
    store: Store
    accounts: AccountService
    staff: StaffService
    facilities: FacilityService
    residents: ResidentService
    contacts: ContactService
    messages: MessageService
    vouchers: VoucherService
    review: ReviewService
    inbox: InboxService
    events: EventService

    def close(self) -> None:
        """Lets go of the database."""
        self.store.close()


def build_services(settings: Settings, clock: Clock = utc_now) -> Services:
    """Opens the database of these settings, brings it to the newest tables, and wires everything."""
    return wire(settings, open_store(settings, clock))


def wire(settings: Settings, store: Store) -> Services:
    """Every service on this store."""
    passwords = Passwords(settings.argon2)
    throttle = Throttle(store)
    contacts = ContactService(store)
    return Services(
        settings=settings,
        store=store,
        accounts=AccountService(store, passwords, throttle),
        staff=StaffService(store, passwords, throttle),
        facilities=FacilityService(store),
        residents=ResidentService(store, passwords, throttle),
        contacts=contacts,
        messages=MessageService(store),
        vouchers=VoucherService(store, throttle),
        review=ReviewService(store, contacts),
        inbox=InboxService(store, contacts),
        events=EventService(store),
    )


def open_store(settings: Settings, clock: Clock = utc_now) -> Store:
    """The database and the seal of these settings; folders are made for the service's own user only."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.seal_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.database_url is None:
        database = open_sqlite(settings.database_file, settings.db_key)
    else:
        database = open_url(settings.database_url)
    try:
        migrate(database)
        key = load_key(settings.seal_folder / "audit.key")
        return Store(database, Anchor(settings.seal_folder / "audit.anchor", key), key, clock)
    except BaseException:
        database.close()
        raise
