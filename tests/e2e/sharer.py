"""A client without a window that shares photo after photo, made to be killed: `python -m tests.e2e.sharer …`."""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import random
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from app.api.client import Api
from app.api.transport import Transport
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.domain.values import Change
from app.services.pauses import Pauses
from app.services.share_outbox import ShareOutbox
from app.services.stores import Stores
from app.storage.lane import StorageLane
from app.storage.share_store import KeptGallery, KeptShare
from contract.audience import Audience, AudienceKind
from contract.galleries import NewSharedPhoto, SharedPhoto

PRICE_CENTS = 25
SIDE = 384
EARLY_S = 0.5
"""How much too early it says "kept", if that is the fault."""
GALLERY = "Kept through it all"
_NEVER = threading.Event()


class Wire:
    """The real client's calls; `fault` seeds the mistake that the tests must find."""

    def __init__(self, api: Api, options: argparse.Namespace) -> None:
        self._api = api
        self._fault: str = options.fault
        self._stops_when_sent: bool = options.stop_when_sent
        self.upload = api.photos.upload
        self.make = api.galleries.make
        self.page = api.galleries.page
        self.change = api.galleries.change
        self.delete_photo = api.galleries.delete_photo

    def share(self, local_id: str, photo: NewSharedPhoto, /) -> SharedPhoto:
        """With a key of its own each time, if that is the fault."""
        key = str(uuid.uuid4()) if self._fault == "new-key-each-time" else local_id
        answer = self._api.galleries.share(key, photo)
        if self._stops_when_sent:
            _say("accepted")
            _NEVER.wait()
        return answer


class Sharer:
    """The real stores, outbox and client."""

    def __init__(self, options: argparse.Namespace, token: str, key: bytes) -> None:
        transport = Transport(options.url, None)
        transport.set_token(token)
        wire = Wire(Api(transport), options)
        self._contact_id: str = options.contact
        self._fault: str = options.fault
        self._stores = Stores.open(StorageLane(), options.database, key)
        self._outbox = ShareOutbox(
            lambda: wire,
            self._stores.shares,
            self._stores.galleries,
            _ignore,
            new_pauses=lambda: Pauses(0.01, 0.05),
        )

    def share_for_ever(self) -> None:
        """What waits from the last life first; then photo after photo, each said when it is safe and when sent."""
        while True:
            self._send_all()
            _say("sent")
            self._queue()

    def finish(self) -> None:
        """Send whatever waits, and end."""
        self._send_all()
        _say("done")

    def _queue(self) -> None:
        local_id = str(uuid.uuid4())
        gallery_id = self._gallery_id()
        kept = KeptShare(
            local_id=local_id,
            photo=noise(),
            title="Snow",
            gallery=gallery_id,
            gallery_name=GALLERY,
            audience=Audience(kind=AudienceKind.CONTACTS, contact_ids=(self._contact_id,)),
            price_cents=PRICE_CENTS,
            edits=PhotoEdits(),
            origin=PhotoOrigin(None, "snow.jpg", ""),
            created_at=datetime.now(UTC),
        )
        if self._fault == "says-too-early":
            _say(f"kept {local_id}")
            _NEVER.wait(EARLY_S)
            self._stores.shares.queue([kept])
        else:
            self._stores.shares.queue([kept])
            _say(f"kept {local_id}")

    def _gallery_id(self) -> str:
        """One gallery for all, made through the outbox too."""
        known = [each.local_id for each in self._stores.galleries.galleries()]
        new = [each.local_id for each in self._stores.shares.new_galleries()]
        if known or new:
            return (*known, *new)[0]
        gallery = KeptGallery(str(uuid.uuid4()), GALLERY, datetime.now(UTC))
        self._stores.shares.add_gallery(gallery)
        return gallery.local_id

    def _send_all(self) -> None:
        while not self._stores.shares.is_empty:
            pause_s = self._outbox.drain()
            if pause_s:
                _NEVER.wait(pause_s)


def main() -> None:
    """The token and the database's key come by stdin, where `ps` does not show them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--contact", required=True)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--fault", default="", choices=["", "says-too-early", "new-key-each-time"])
    parser.add_argument("--stop-when-sent", action="store_true")
    parser.add_argument("--finish", action="store_true")
    options = parser.parse_args()
    token, key = sys.stdin.readline().split()
    sharer = Sharer(options, token, bytes.fromhex(key))
    if options.finish:
        sharer.finish()
    else:
        sharer.share_for_ever()


def noise() -> ExportedPhoto:
    """A JPEG of noise, another one each time: as heavy as one of its size can be."""
    image = Image.frombytes("RGB", (SIDE, SIDE), random.randbytes(SIDE * SIDE * 3))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    data = buffer.getvalue()
    return ExportedPhoto(data, hashlib.sha256(data).hexdigest(), Size(SIDE, SIDE))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _ignore(_: Change) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the storage lane is a thread that nobody else ends here
