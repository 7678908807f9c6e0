"""Everything of one account as one file: fetched page by page and photo by photo, gone on with after a cut."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

import msgspec

from app.domain.errors import Cancelled, NotFound, ServerFault
from app.domain.export import ExportDone, ExportProgress, ExportStage
from app.services.export_pages import Everything, html_pages
from app.services.link import Link
from app.storage.export_file import ExportFile
from contract.accounts import Account, Device
from contract.contacts import Contact, ContactHistory, ContactStep
from contract.facilities import Facility
from contract.galleries import Gallery, SharedPhoto
from contract.messages import Message
from contract.money import Balance, Movement
from contract.payments import Payment, Refund
from contract.photos import ProfilePhotos
from contract.posts import ContactPost, Post

T = TypeVar("T")
P = TypeVar("P", Post, ContactPost)
Tell = Callable[[ExportProgress], None]
FORMAT: Final = 1


class _Page(Protocol[T]):  # type: ignore[misc] # T is only ever read
    @property
    def items(self) -> tuple[T, ...]: ...

    @property
    def next(self) -> str | None: ...


class _Kept(msgspec.Struct, frozen=True):
    """A page of a list as it was kept: its items as JSON, and where the next one begins."""

    items: msgspec.Raw
    next: str | None


class ExportService:
    """Runs on the network lane; files are written by the storage room, and nothing of it is in the database.

    `contact_photos` gives what only this computer has: JPEGs by the contact's id.
    """

    def __init__(
        self, link: Link, now: Callable[[], datetime], contact_photos: Callable[[], Mapping[str, bytes]]
    ) -> None:
        self._link = link
        self._now = now
        self._contact_photos = contact_photos

    def run(self, target: Path, owner: str, tell: Tell, is_wanted: Callable[[], bool]) -> ExportDone:
        """Fetches what is missing and writes the file; after Offline or a full disk the same call goes on.

        `tell` hears how far it is, on this thread. Cancelled once it `is_wanted` no more: what was fetched stays.
        """
        photos = self._contact_photos()
        return _Run(self._link, ExportFile(target), self._now, photos, tell, is_wanted).go(owner)


class _Run:
    """One run from beginning to end."""

    def __init__(
        self,
        link: Link,
        file: ExportFile,
        now: Callable[[], datetime],
        contact_photos: Mapping[str, bytes],
        tell: Tell,
        is_wanted: Callable[[], bool],
    ) -> None:
        self._link = link
        self._file = file
        self._now = now
        self._contact_photos = contact_photos
        self._tell = tell
        self._is_wanted = is_wanted

    def go(self, owner: str) -> ExportDone:
        self._file.begin(owner)
        begun_at = self._begun_at()
        everything = self._lists(begun_at)
        photos = self._photos(everything)
        self._tell(ExportProgress(ExportStage.WRITING, 0, 0))
        files = self._files(everything)
        pieces = {f"originals/photos/{sha256}.jpg": _photo(sha256) for sha256 in photos}
        size = self._file.finish(files, pieces)
        return ExportDone(
            str(self._file.target), size, len(everything.messages), len(everything.posts), len(photos)
        )

    def _begun_at(self) -> datetime:
        """When the export was begun, also by an earlier run: what came later may be missing in it."""
        kept = self._file.piece("begun")
        if kept is None:
            kept = msgspec.json.encode(self._now())
            self._file.keep("begun", kept)
        return msgspec.json.decode(kept, type=datetime)

    def _lists(self, begun_at: datetime) -> Everything:
        api = self._link.api
        contacts = self._list("contacts", Contact, api.contacts.page)
        wanted = sorted({contact.facility_id for contact in contacts})
        return Everything(
            begun_at=begun_at,
            account=self._one("account", Account, api.accounts.account),
            devices=self._list("devices", Device, api.accounts.devices),
            contacts=contacts,
            facilities=tuple(facility for one in wanted if (facility := self._facility(one)) is not None),
            messages=self._list("messages", Message, lambda cursor: api.messages.page(None, cursor)),
            posts=self._both("posts", Post, api.posts.page),
            contact_posts=self._both("contact-posts", ContactPost, api.posts.contact_page),
            galleries=self._list("galleries", Gallery, api.galleries.page),
            photos=self._list("photos", SharedPhoto, api.galleries.photos),
            profile_photos=self._one("profile-photos", ProfilePhotos, api.photos.profile_photos),
            balance=self._one("balance", Balance, api.money.balance),
            movements=self._list("movements", Movement, api.money.movements),
            payments=self._list("payments", Payment, api.payments.page),
            refunds=self._list("refunds", Refund, api.payments.refunds),
            histories={contact.id: self._history(contact.id) for contact in contacts},
            contact_photos={
                contact_id: hashlib.sha256(content).hexdigest()
                for contact_id, content in self._contact_photos.items()
            },
        )

    def _facility(self, facility_id: str) -> Facility | None:
        api = self._link.api
        try:
            return self._one(
                _piece("facility", facility_id), Facility, lambda: api.facilities.get(facility_id)
            )
        except NotFound:
            return None

    def _history(self, contact_id: str) -> tuple[ContactStep, ...]:
        api = self._link.api
        name = _piece("history", contact_id)
        return self._one(name, ContactHistory, lambda: api.contacts.history(contact_id)).items

    def _one(self, name: str, kind: type[T], ask: Callable[[], T]) -> T:
        self._check()
        kept = self._file.piece(name)
        if kept is None:
            kept = msgspec.json.encode(ask())
            self._file.keep(name, kept)
        return msgspec.json.decode(kept, type=kind)

    def _list(self, name: str, kind: type[T], page_of: Callable[[str | None], _Page[T]]) -> tuple[T, ...]:
        """Every item, page after page; pages that were kept are not asked for again."""
        found: list[T] = []
        cursor: str | None = None
        for number in range(1_000_000):
            self._check()
            piece = f"{name}-{number:06}"
            raw = self._file.piece(piece)
            if raw is None:
                page = page_of(cursor)
                raw = msgspec.json.encode(_Kept(msgspec.Raw(msgspec.json.encode(page.items)), page.next))
                self._file.keep(piece, raw)
            kept = msgspec.json.decode(raw, type=_Kept)
            found += msgspec.json.decode(kept.items, type=tuple[kind, ...])  # type: ignore[valid-type]
            self._tell(ExportProgress(ExportStage.LISTS, len(found), 0, name))
            cursor = kept.next
            if cursor is None:
                break
        return tuple(found)

    def _both(self, name: str, kind: type[P], page_of: Callable[..., _Page[P]]) -> tuple[P, ...]:
        """What is shown in the feed and what was hidden from it, in one order, newest first."""
        found: list[P] = []
        for prefix, hidden in (("", False), ("hidden-", True)):
            found += self._list(f"{prefix}{name}", kind, partial(page_of, hidden=hidden))
        return tuple(sorted(found, key=_sequence, reverse=True))

    def _photos(self, everything: Everything) -> list[str]:
        """Fetches the bytes of every photo, each checked against its name; the names of those there are."""
        wanted = sorted(everything.photo_names())
        there = []
        for number, sha256 in enumerate(wanted):
            self._check()
            self._tell(ExportProgress(ExportStage.PHOTOS, number, len(wanted)))
            if not self._file.has(_photo(sha256)) and not self._fetch(sha256):
                continue
            there.append(sha256)
        return there

    def _fetch(self, sha256: str) -> bool:
        """False where the server does not show it (any more): one that waits for approval, for example."""
        try:
            content = self._link.api.photos.picture(sha256)
        except NotFound:
            return False
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ServerFault("a photo is not what its name says")
        self._file.keep(_photo(sha256), content)
        return True

    def _files(self, everything: Everything) -> dict[str, bytes]:
        """What is written from what was fetched: JSON, words as delivered, and pages to read."""
        files = {
            f"data/{name.replace('_', '-')}.json": msgspec.json.format(
                msgspec.json.encode(getattr(everything, name)), indent=1
            )
            for name in everything.__struct_fields__
            if name != "begun_at"
        }
        about = {"format": FORMAT, "begun_at": everything.begun_at, "account_id": everything.account.id}
        files["data/about.json"] = msgspec.json.format(msgspec.json.encode(about), indent=1)
        for message in everything.messages:
            if message.text is not None:
                files[f"originals/messages/{_plain(message.number)}-{message.id}.txt"] = message.text.encode()
        for post in everything.posts:
            if post.text is not None:
                files[f"originals/posts/{post.id}.txt"] = post.text.encode()
        for told in everything.contact_posts:
            files[f"originals/contact-posts/{told.id}.txt"] = told.text.encode()
        for contact_id, content in self._contact_photos.items():
            files[f"originals/contact-photos/{everything.contact_photos[contact_id]}.jpg"] = content
        pages = html_pages(everything)
        files.update({name: page.encode() for name, page in pages.items()})
        return files

    def _check(self) -> None:
        if not self._is_wanted():
            raise Cancelled


def _sequence(post: Post | ContactPost) -> int:
    return post.sequence


def _piece(kind: str, its_id: str) -> str:
    """A name for a file, whatever the server calls the thing."""
    return f"{kind}-{hashlib.sha256(its_id.encode()).hexdigest()[:32]}"


def _photo(sha256: str) -> str:
    if len(sha256) != 64 or not sha256.isalnum():
        raise ServerFault("a photo's name is no SHA-256")
    return f"photo-{sha256}"


def _plain(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum() or sign == "-")
