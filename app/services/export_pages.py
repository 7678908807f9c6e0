"""The pages of an export, for reading in any browser: plain HTML without a script, everything anybody typed escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from contract.accounts import Account, Device
from contract.contacts import Contact, ContactStep
from contract.facilities import Facility
from contract.galleries import Gallery, SharedPhoto
from contract.messages import Direction, Message, Refusal, Step
from contract.money import Balance, Movement
from contract.offers import Offer, OfferOutcome
from contract.payments import Payment, Refund
from contract.photos import ProfilePhotos
from contract.posts import ContactPost, Post

STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1c1e24}"
    "article{border:1px solid #d9d8d3;border-radius:12px;padding:1rem;margin:1rem 0}.w{white-space:pre-wrap;"
    "unicode-bidi:plaintext;overflow-wrap:anywhere}.m{color:#5b5e68;font-size:.875rem}table{border-collapse:collapse;"
    "width:100%}td,th{border-bottom:1px solid #d9d8d3;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}img{max-width:100%;border-radius:8px}"
)
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:"
PAGES: Final = (
    ("index.html", "Overview"),
    ("messages.html", "Messages"),
    ("news.html", "News"),
    ("photos.html", "Photos"),
    ("money.html", "Money"),
)


class Everything(msgspec.Struct, frozen=True, kw_only=True):
    """All there is of one account, newest first in every list, as of `begun_at`."""

    begun_at: datetime
    account: Account
    devices: tuple[Device, ...]
    contacts: tuple[Contact, ...]
    facilities: tuple[Facility, ...]
    messages: tuple[Message, ...]
    posts: tuple[Post, ...]
    contact_posts: tuple[ContactPost, ...]
    galleries: tuple[Gallery, ...]
    photos: tuple[SharedPhoto, ...]
    profile_photos: ProfilePhotos
    balance: Balance
    movements: tuple[Movement, ...]
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    histories: dict[str, tuple[ContactStep, ...]]
    """What happened to each connection, by the contact's id, oldest first."""
    contact_photos: dict[str, str] = {}
    """The SHA-256 of the photos that were chosen for contacts on this computer, by the contact's id."""

    def photo_names(self) -> set[str]:
        """The SHA-256 of every photo in full size."""
        pictures = (
            *(one.photo for one in self.photos),
            *(one.photo for one in self.posts),
            *(one.photo for one in self.messages),
        )
        names = {picture.sha256 for picture in pictures if picture is not None}
        sent: tuple[SharedPhoto | Post, ...] = (*self.photos, *self.posts)
        names |= {offer.photo.sha256 for one in sent for _, offer in _accepted(one)}
        newest = self.profile_photos.newest
        if self.profile_photos.shown is not None:
            names.add(self.profile_photos.shown.sha256)
        if newest is not None and newest.photo is not None:
            names.add(newest.photo.sha256)
        return names


def html_pages(everything: Everything) -> dict[str, str]:
    """Every page by its name in the file."""
    writer = _Writer(everything)
    bodies = (writer.overview(), writer.messages(), writer.news(), writer.photos(), writer.money())
    return {name: _page(title, "".join(body)) for (name, title), body in zip(PAGES, bodies, strict=True)}


class _Writer:
    """Writes the body of each page; times in the member's zone."""

    def __init__(self, everything: Everything) -> None:
        self._all = everything
        try:
            self._zone = ZoneInfo(everything.account.time_zone)
        except (ValueError, LookupError):
            self._zone = ZoneInfo("UTC")
        self._names = {contact.id: contact.name for contact in everything.contacts}
        self._places = {facility.id: facility.name for facility in everything.facilities}

    def overview(self) -> list[str]:
        account, everything = self._all.account, self._all
        rows = [
            ("Name", account.name),
            ("Email", account.email),
            ("Phone", account.phone or "none"),
            ("Time zone", account.time_zone),
            ("Account since", self._when(account.created_at)),
            ("Balance", _money(everything.balance.available_cents)),
            ("On hold", _money(everything.balance.held_cents)),
            ("As of", self._when(everything.begun_at)),
        ]
        shown = everything.profile_photos.shown
        photo = [] if shown is None else [_image(shown.sha256, "Profile photo")]
        contacts = [
            (one.name, one.relationship, self._places.get(one.facility_id, ""), f"{one.state.value}")
            for one in everything.contacts
        ]
        devices = [(one.name, f"last used {self._when(one.last_used_at)}") for one in everything.devices]
        return [
            *photo,
            _table(rows),
            "<h2>Contacts</h2>",
            _table(contacts),
            *self._contact_photos(),
            *self._histories(),
            "<h2>Devices signed in</h2>",
            _table(devices),
            "<h2>This file</h2><p>What was written and shown is here to be read, in <code>data/</code> as JSON for"
            " programs, and in <code>originals/</code> as it was delivered: every text as UTF-8, every photo as JPEG."
            " <code>SHA256SUMS</code> lists every file; <code>python3 verify.py FILE.zip</code> checks them. What waits"
            " for approval may be listed without its words: its facility hides them until it has decided.</p>",
        ]

    def _contact_photos(self) -> list[str]:
        """What was chosen to stand for them, on this computer only."""
        return [
            f"<p>{escape(f'The photo you chose for {contact.name} on your computer:')}</p>"
            f"{_image(sha256, contact.name, 'contact-photos')}"
            for contact in self._all.contacts
            if (sha256 := self._all.contact_photos.get(contact.id)) is not None
        ]

    def _histories(self) -> list[str]:
        """What happened to each connection."""
        found = []
        for contact in self._all.contacts:
            rows = [
                (self._when(step.at), _plain(step.kind.value), step.facility_name, step.reason or "")
                for step in self._all.histories.get(contact.id, ())
            ]
            if rows:
                found += [f"<h2>{escape(contact.name)}: what happened</h2>", _table(rows)]
        return found

    def messages(self) -> list[str]:
        found: list[str] = []
        for contact in self._all.contacts:
            mine = [one for one in self._all.messages if one.contact_id == contact.id]
            if not mine:
                continue
            found.append(f"<h2>{escape(contact.name)}</h2>")
            found += [self._message(one, contact.name) for one in reversed(mine)]
        return found or ["<p>No message yet.</p>"]

    def news(self) -> list[str]:
        """Posts of the member and of contacts in one order, those hidden from the feed as well."""
        told = [(post.sequence, self._post(post)) for post in self._all.posts]
        told += [(post.sequence, self._contact_post(post)) for post in self._all.contact_posts]
        found = [words for _, words in sorted(told, reverse=True)]
        return found or ["<p>No post yet.</p>"]

    def _post(self, post: Post) -> str:
        parts = [
            (part.facility_name, part.state.value, self._steps(part.steps), _money(part.paid_cents))
            for part in post.parts
        ]
        name = "Photo in this post"
        image = "" if post.photo is None else _image(post.photo.sha256, name)
        hidden = "" if post.hidden_at is None else " · hidden from your news"
        return (
            f"<article><p class=m>You · {self._when(post.created_at)}{hidden}</p>"
            f"{_words(post.text)}{image}{_table(parts)}{_passed_on(post, name)}</article>"
        )

    def _contact_post(self, post: ContactPost) -> str:
        hidden = " · hidden from your news" if post.is_hidden else ""
        return (
            f"<article><p class=m>{escape(post.name)} · {self._when(post.created_at)}{hidden}</p>"
            f"{_words(post.text)}</article>"
        )

    def photos(self) -> list[str]:
        rooms = {gallery.id: gallery.name for gallery in self._all.galleries}
        found = []
        for photo in self._all.photos:
            image = "" if photo.photo is None else _image(photo.photo.sha256, photo.title)
            parts = [
                (part.facility_name, part.state.value, self._steps(part.steps), _money(part.paid_cents))
                for part in photo.parts
            ]
            found.append(
                f"<article><h2>{escape(photo.title)}</h2><p class=m>{escape(rooms.get(photo.gallery_id, ''))} ·"
                f" {self._when(photo.created_at)}</p>{image}{_table(parts)}{_passed_on(photo, photo.title)}</article>"
            )
        return found or ["<p>No photo yet.</p>"]

    def money(self) -> list[str]:
        rows = "".join(
            f"<tr><td>{self._when(one.at)}</td><td>{escape(_plain(one.kind.value))}</td>"
            f"<td>{escape(self._what_for(one))}</td>"
            f"<td class=n>{_money(one.amount_cents)}</td><td class=n>{_money(one.balance_cents)}</td></tr>"
            for one in self._all.movements
        )
        head = "<tr><th>When</th><th>What</th><th>For</th><th>Amount</th><th>Balance after it</th></tr>"
        found = [f"<table>{head}{rows}</table>"] if rows else ["<p>Nothing was paid in or out yet.</p>"]
        by_card = [
            (self._when(one.created_at), _money(one.amount_cents), _plain(one.state.value))
            for one in self._all.payments
        ]
        asked = [
            (self._when(one.asked_at), _money(one.amount_cents), _plain(one.state.value), one.note or "")
            for one in self._all.refunds
        ]
        for title, table in (("Payments by card", by_card), ("Asked to be paid out", asked)):
            if table:
                found += [f"<h2>{title}</h2>", _table(table)]
        return found

    def _what_for(self, movement: Movement) -> str:
        """A name, a facility, or the last signs of a voucher."""
        name, place = self._names.get(movement.contact_id or ""), self._places.get(movement.facility_id or "")
        return name or place or movement.what or ""

    def _message(self, message: Message, name: str) -> str:
        sent = message.direction is Direction.SENT
        head = f"From you · number {message.number}" if sent else f"From {name} · number {message.number}"
        money = f" · {_money(message.paid_cents)} paid" if sent else ""
        refusal = "" if message.refusal is None else _refusal(message.refusal)
        return (
            f"<article><p class=m>{escape(head)}{escape(money)}</p>{_words(message.text)}"
            f"{'' if message.photo is None else _image(message.photo.sha256, f'The photo {name} sent')}{refusal}"
            f"<p class=m>{self._steps(message.steps)}</p></article>"
        )

    def _steps(self, steps: Sequence[Step]) -> str:
        return " → ".join(f"{escape(step.state.value)} {self._when(step.at)}" for step in steps)

    def _when(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}"


def _plain(word: str) -> str:
    """A word of the contract, to be read by people."""
    return word.replace("_", " ")


def _refusal(refusal: Refusal) -> str:
    rule = f"Rule {refusal.rule}: " if refusal.rule else ""
    note = f" {refusal.note}" if refusal.note else ""
    return f"<p>{escape(f'Not approved. {rule}{refusal.text}{note}')}</p>"


def _accepted(sent: SharedPhoto | Post) -> list[tuple[str, Offer]]:
    """Where a changed photo was accepted, by the facility's name: what people there got is not the member's own."""
    return [
        (part.facility_name, part.offer)
        for part in sent.parts
        if part.offer is not None and part.offer.outcome is OfferOutcome.ACCEPTED
    ]


def _passed_on(sent: SharedPhoto | Post, title: str) -> str:
    """The changed photos that were accepted, each where it went."""
    return "".join(
        f"<p>{escape(f'Changed as you accepted it, at {place}:')}</p>{_image(offer.photo.sha256, title)}"
        for place, offer in _accepted(sent)
    )


def _words(text: str | None) -> str:
    if text is None:
        return "<p class=m>The words show once its facility has decided.</p>"
    return f"<p class=w>{escape(text)}</p>"


def _image(sha256: str, title: str, folder: str = "photos") -> str:
    return f'<p><img src="originals/{folder}/{escape(sha256)}.jpg" alt="{escape(title)}"></p>'


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Rows of words; steps come in escaped already and hold no sign that could be read again."""
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{body}</table>" if body else "<p>None.</p>"


def _money(cents: int) -> str:
    sign = "−" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100}.{abs(cents) % 100:02}"


def _page(title: str, body: str) -> str:
    links = " · ".join(f'<a href="{name}">{words}</a>' for name, words in PAGES)
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<meta name=viewport content='width=device-width'><title>{title} · GettingOut</title>"
        f"<style>{STYLE}</style></head><body><p>{links}</p><h1>{title}</h1>{body}</body></html>\n"
    )
