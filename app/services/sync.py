"""Keeps this computer's picture the same as the server's: loads what is missing, then follows the events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.domain.errors import (
    BackendFailed,
    ClientTooOld,
    GettingOutError,
    NotFound,
    Offline,
    ServerFault,
    ServerTooOld,
    SignedOut,
    StorageFault,
)
from app.domain.values import Change, ChangeKind, Connection
from app.services.galleries import CHANGED, GalleriesService
from app.services.link import Link
from app.services.messages import MessagesService
from app.services.own_news import own_news
from app.services.pauses import Pauses
from app.services.stores import Stores
from contract.contacts import Contact
from contract.events import Event, EventKind
from contract.photos import ProfilePhotos
from contract.posts import ContactPosts, Posts

if TYPE_CHECKING:
    from app.api.events import EventStream

T = TypeVar("T")
Tell = Callable[[Change], None]
TellConnection = Callable[[Connection | None, GettingOutError | None], None]
TOO_OLD_PAUSE_S = 3600.0
LIVED_S = 5.0


class Page(Protocol[T]):  # type: ignore[misc] # T is only ever read
    """One page of a list of the interface."""

    @property
    def items(self) -> tuple[T, ...]:
        """What is on it."""

    @property
    def next(self) -> str | None:
        """The cursor of the page after it."""


class SyncService:
    """`run` is the whole life of the thread "events"; `stop` and `wake` come from other threads.

    `tell_connection` hears every change of standing, with the fault behind it if there is one; None for the standing
    if this computer is at fault and the server is not.
    """

    def __init__(
        self,
        link: Link,
        stores: Stores,
        messages: MessagesService,
        galleries: GalleriesService,
        tell: Tell,
        tell_connection: TellConnection,
        pauses: Pauses | None = None,
    ) -> None:
        self._link = link
        self._stores = stores
        self._messages = messages
        self._galleries = galleries
        self._tell = tell
        self._tell_connection = tell_connection
        self._pauses = pauses or Pauses()
        self._signal = threading.Condition()
        self._stopped = False
        self._woken = False
        self._stream: EventStream | None = None
        self._has_refreshed = False
        self._wants_all = False
        self._began_at: int | None = None

    def run(self) -> None:
        """Connect, load, follow, and after every fault do so again, until `stop` or until the session is over."""
        while not self._stopped:
            fault = self._follow_once()
            if isinstance(fault, SignedOut):
                return
            if fault is not None:
                self._pause(TOO_OLD_PAUSE_S if isinstance(fault, ClientTooOld | ServerTooOld) else None)

    def stop(self) -> None:
        """End `run` soon, whatever it waits for."""
        with self._signal:
            self._stopped = True
            self._signal.notify_all()
            stream = self._stream
        if stream is not None:
            stream.close()

    def wake(self) -> None:
        """Do not wait for the pause to end."""
        with self._signal:
            self._pauses.reset()
            self._woken = True
            self._signal.notify_all()

    def reload(self) -> None:
        """What was kept here is gone: load everything anew at once.

        An event that came in between may stand in the empty cache already, so its cursor says nothing.
        """
        self._wants_all = True
        self.wake()
        with self._signal:
            stream = self._stream
        if stream is not None:
            stream.close()

    def load_history(self, wanted: Callable[[], bool]) -> None:
        """Fetch what is older than the pages held, conversation by conversation, so that all of it can be searched.

        Goes on where it was left as long as it is `wanted`; a missing connection ends it until the next one.
        """
        for contact in self._stores.cache.contacts():
            while wanted() and self._messages.fetch_older(contact.id):
                pass
        self._tell(Change(ChangeKind.GALLERIES))  # older answers may have come with photos

    def _follow_once(self) -> GettingOutError | None:
        """One connection from beginning to end; why it ended, None if it may be begun anew at once."""
        try:
            self._link.bring_up()
            self._link.greet()
            return self._follow()
        except SignedOut as fault:
            return self._standing(Connection.SIGNED_OUT, fault)
        except ClientTooOld as fault:
            return self._standing(Connection.CLIENT_TOO_OLD, fault)
        except ServerTooOld as fault:
            return self._standing(Connection.SERVER_TOO_OLD, fault)
        except (Offline, BackendFailed) as fault:
            return self._standing(Connection.OFFLINE, fault)
        except StorageFault as fault:
            return self._standing(None, fault)
        except GettingOutError as fault:
            return self._standing(Connection.SERVER_FAULT, fault)

    def _follow(self) -> GettingOutError | None:
        cursor = 0 if self._wants_all else self._stores.cache.cursor()
        stream = self._open_stream(cursor)
        events = iter(stream)
        try:
            hello = next(events, None)
            if hello is None or hello.kind is not EventKind.HELLO:
                raise ServerFault("the event stream did not begin with HELLO")
            if self._began_at is None:
                self._began_at = hello.sequence
            if cursor == 0 or cursor > hello.sequence:
                self._load_everything(hello.sequence)
                if hello.sequence > 0:
                    return None  # and follow from there
            elif not self._has_refreshed:
                self._refresh()
            self._pauses.reset()
            self._standing(Connection.ONLINE, None)
            self._messages.send_read_marks()
            return self._apply_all(events)
        finally:
            self._close_stream(stream, events)

    def _apply_all(self, events: Iterator[Event]) -> GettingOutError | None:
        """Follow until the stream ends. One that lived for a while is begun anew at once, before anything is said."""
        began = time.monotonic()
        try:
            for event in events:
                self._apply(event)
        except Offline as fault:
            ended = fault
        else:
            ended = Offline("the event stream ended")
        if self._stopped or self._take_wake() or time.monotonic() - began > LIVED_S:
            return None
        raise ended

    def _load_everything(self, sequence: int) -> None:
        """All there is as of `sequence`; what the server no longer has is forgotten, the unsent stays."""
        self._wants_all = False  # from here on the cursor is 0 until all is there
        if self._stores.cache.cursor():
            self._stores.cache.wipe()
        self._refresh()
        for contact in self._stores.cache.contacts():
            self._messages.fetch_newest(contact.id)
            self._tell(Change(ChangeKind.THREAD, contact.id))
            self._tell(Change(ChangeKind.CONVERSATIONS, contact.id))
        self._stores.cache.set_cursor(sequence)
        self._tell(Change(ChangeKind.ALL))

    def _refresh(self) -> None:
        """What is few enough to be read whole at every start."""
        api, cache = self._link.api, self._stores.cache
        account = api.accounts.account()
        facilities = _all(api.facilities.page)
        contacts = _all(api.contacts.page)
        balance = api.money.balance()
        photos = self._profile_photos()
        posts, hidden_posts = self._posts(), self._posts(hidden=True)
        contact_posts = self._contact_posts()

        def put() -> None:
            cache.put_account(account)
            cache.put_facilities(facilities)
            cache.put_contacts(contacts, whole=True)
            cache.put_balance(balance)
            if photos is not None:
                cache.put_profile_photos(photos)
            if posts is not None:
                cache.put_posts_page(posts, None)
            if hidden_posts is not None:  # one may wait for an answer; older ones are read when asked for
                cache.put_posts(hidden_posts.items)
            if contact_posts is not None:
                cache.put_contact_posts_page(contact_posts, None)

        self._stores.together(put)
        with suppress(NotFound):  # a server that knows of none
            self._galleries.load()
        self._has_refreshed = True
        for kind in (
            ChangeKind.ACCOUNT,
            ChangeKind.FACILITIES,
            ChangeKind.CONTACTS,
            ChangeKind.CONVERSATIONS,
            ChangeKind.BALANCE,
            ChangeKind.PROFILE_PHOTO,
            ChangeKind.POSTS,
            ChangeKind.PHOTOS,
            ChangeKind.GALLERIES,
        ):
            self._tell(Change(kind))

    def _profile_photos(self) -> ProfilePhotos | None:
        """None from a server that knows of none: everything else goes on with it."""
        try:
            return self._link.api.photos.profile_photos()
        except NotFound:
            return None

    def _posts(self, *, hidden: bool = False) -> Posts | None:
        """The newest page, or that of what was hidden; None from a server that knows of none."""
        try:
            return self._link.api.posts.page(hidden=hidden)
        except NotFound:
            return None

    def _contact_posts(self) -> ContactPosts | None:
        """The newest page of what contacts posted; None from a server that knows of none."""
        try:
            return self._link.api.posts.contact_page()
        except NotFound:
            return None

    def _apply(self, event: Event) -> None:
        """Put one event into the cache, with the cursor, in one transaction; then tell."""
        cache = self._stores.cache
        changes: tuple[Change, ...] = ()
        # What was decided before this session was followed is shown in its place, and is no news.
        news = own_news(self._stores, event) if event.sequence > (self._began_at or 0) else ()
        if event.kind is EventKind.SIGNED_OUT:
            raise SignedOut
        if event.message is not None:
            cache.put_messages([event.message], event.sequence)
            changes = self._messages.changed(event.message)
        elif event.contact is not None:
            changes = self._apply_contact(event.contact, event.sequence)
        elif event.balance is not None:
            cache.put_balance(event.balance, event.sequence)
            changes = (Change(ChangeKind.BALANCE),)
        elif event.payment is not None:
            cache.put_messages([], event.sequence)  # nothing of it is kept: whoever follows it asks
            changes = (Change(ChangeKind.PAYMENT),)
        elif event.facility is not None:
            cache.put_facilities([event.facility], event.sequence)
            changes = (Change(ChangeKind.FACILITIES), Change(ChangeKind.CONTACTS))
        elif event.profile_photos is not None:
            cache.put_profile_photos(event.profile_photos, event.sequence)
            changes = (Change(ChangeKind.PROFILE_PHOTO),)
        elif event.account is not None:
            cache.put_account(event.account, event.sequence)
            changes = (Change(ChangeKind.ACCOUNT),)
        elif event.post is not None:
            cache.put_posts([event.post], event.sequence)
            changes = (Change(ChangeKind.POSTS),)
        elif event.contact_post is not None:
            cache.put_contact_posts([event.contact_post], event.sequence)
            changes = (Change(ChangeKind.POSTS),)
        elif event.gallery is not None or event.photo is not None:
            changes = self._apply_photos(event)
        else:
            cache.put_messages([], event.sequence)  # of a kind this version does not know
        for change in (*changes, *news):
            self._tell(change)

    def _apply_photos(self, event: Event) -> tuple[Change, ...]:
        """A gallery or a photo as it stands, or its end; what is kept here of it is settled with it."""
        galleries, photo = self._stores.galleries, event.photo

        def put() -> None:
            if event.gallery is not None:
                galleries.put_galleries([event.gallery])
            if photo is not None:
                galleries.put_photos([photo])
            self._stores.cache.put_messages([], event.sequence)

        self._stores.together(put)
        if event.gallery is not None or photo is None:
            return CHANGED
        return (Change(ChangeKind.PHOTOS, keys=(photo.local_id,)), Change(ChangeKind.GALLERIES))

    def _apply_contact(self, contact: Contact, sequence: int) -> tuple[Change, ...]:
        """Somebody who was moved, or asked for anew, may be at a facility that was not there when all was loaded."""
        cache = self._stores.cache
        missing = cache.facility(contact.facility_id) is None
        facilities = [self._link.api.facilities.get(contact.facility_id)] if missing else []

        def put() -> None:
            cache.put_facilities(facilities)
            cache.put_contacts([contact], sequence)

        self._stores.together(put)
        return (Change(ChangeKind.CONTACTS, contact.id), Change(ChangeKind.CONVERSATIONS, contact.id))

    def _standing(
        self, connection: Connection | None, fault: GettingOutError | None
    ) -> GettingOutError | None:
        """Tell how it stands, unless we are being stopped; hands the fault through. None: only the fault is told."""
        if self._stopped:
            return None
        if connection is not Connection.ONLINE and self._take_wake():
            return None
        self._tell_connection(connection, fault)
        return fault

    def _open_stream(self, cursor: int) -> EventStream:
        stream = self._link.api.events.open(cursor)
        with self._signal:
            self._stream = stream
            self._woken = False
            stopped = self._stopped
        if stopped:
            stream.close()
        return stream

    def _close_stream(self, stream: EventStream, events: Iterator[Event]) -> None:
        with self._signal:
            self._stream = None
        stream.close()
        if isinstance(events, Generator):
            events.close()  # lets go of its connection

    def _take_wake(self) -> bool:
        with self._signal:
            woken, self._woken = self._woken, False
            return woken

    def _pause(self, longest_s: float | None) -> None:
        pause_s = longest_s or self._pauses.next_s()
        with self._signal:
            self._signal.wait_for(lambda: self._stopped or self._woken, pause_s)
            self._woken = False


def _all(page_of: Callable[[str | None], Page[T]]) -> list[T]:
    """Every item of a list, page after page."""
    found: list[T] = []
    cursor: str | None = None
    while True:
        page = page_of(cursor)
        found.extend(page.items)
        cursor = page.next
        if cursor is None:
            return found
