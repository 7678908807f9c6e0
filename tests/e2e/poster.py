"""A client without a window that posts photos with words, made to be killed: `python -m tests.e2e.poster …`."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

from app.api.client import Api
from app.api.transport import Transport
from app.domain.photos import PhotoEdits, PhotoOrigin
from app.domain.posts import EVERYBODY
from app.domain.values import Change
from app.services.drafts import DraftsService
from app.services.link import Link
from app.services.pauses import Pauses
from app.services.place import ConfiguredPlace
from app.services.post_outbox import PostOutbox
from app.services.post_wire import LinkedPosts
from app.services.posts import PostsService
from app.services.stores import Stores
from app.storage.lane import StorageLane
from app.storage.post_store import KeptPost
from contract.posts import NewPost, Post
from tests.e2e.sharer import EARLY_S, noise

PRICE_CENTS = 25 + 25
"""Of a post and of a photo, at the one facility."""
FAULTS = ("says-too-early", "new-key-each-time", "photo-apart", "goes-without-photo", "original-in-memory")
_NEVER = threading.Event()


class Wire(LinkedPosts):
    """The real client's calls; a fault seeds the mistake that the tests must find."""

    def __init__(self, link: Link, options: argparse.Namespace) -> None:
        super().__init__(link)
        self._fault: str = options.fault
        self._stops_when_sent: bool = options.stop_when_sent

    def send(self, local_id: str, post: NewPost, /) -> Post:
        """With a key of its own each time, if that is the fault."""
        key = str(uuid.uuid4()) if self._fault == "new-key-each-time" else local_id
        answer = super().send(key, post)
        if self._stops_when_sent:
            _say("accepted")
            _NEVER.wait()
        return answer


class Poster:
    """The real stores, services, outbox and client; the words of a post name the photo that goes with them."""

    def __init__(self, options: argparse.Namespace, token: str, key: bytes) -> None:
        link = Link(ConfiguredPlace(options.url), lambda address: Api(Transport(address.base_url)))
        link.set_token(token)
        link.bring_up()
        self._facility_id = link.api.contacts.get(options.contact).facility_id
        self._fault: str = options.fault
        self._stores = Stores.open(StorageLane(), options.database, key)
        self._outbox = PostOutbox(
            Wire(link, options),
            self._stores.posts,
            self._stores.post_photos,
            _ignore,
            new_pauses=lambda: Pauses(0.01, 0.05),
        )
        self._drafts = DraftsService(self._stores)
        self._posts = PostsService(link, self._stores, self._outbox, lambda: datetime.now(UTC))

    def post_for_ever(self) -> None:
        """What waits from the last life first, a draft too; then post after post, each said when safe and when sent."""
        while True:
            self._post_draft()
            self._send_all()
            _say("sent")
            self._write()

    def finish(self) -> None:
        """Post what still is a draft, send whatever waits, and end."""
        self._post_draft()
        self._send_all()
        _say("done")

    def _write(self) -> None:
        """As the editor and the composer leave it: the photo first, the words to it, each on the disk at once."""
        photo = noise()
        if self._fault == "says-too-early":
            _say(f"kept {photo.sha256}")
            _NEVER.wait(EARLY_S)
        original = original_of(photo.sha256)
        origin = PhotoOrigin(None, "from the camera", hashlib.sha256(original).hexdigest())
        kept = None if self._fault == "original-in-memory" else original
        self._posts.photos.add(EVERYBODY, photo, PhotoEdits(), origin, kept, None)
        _say(f"kept {photo.sha256}")
        self._drafts.save(EVERYBODY, photo.sha256)

    def _post_draft(self) -> None:
        """A photo that was killed before its words were typed gets them now."""
        photo = self._posts.photos.kept(EVERYBODY)
        if photo is None:
            return
        self._drafts.save(EVERYBODY, photo.sha256)
        local_id, places = str(uuid.uuid4()), (self._facility_id,)
        if self._fault == "photo-apart":
            self._queue_apart(local_id, photo.sha256)
        elif self._fault == "goes-without-photo":
            self._posts.queue(local_id, photo.sha256, places, PRICE_CENTS // 2, None, None)
        else:
            self._posts.queue(local_id, photo.sha256, places, PRICE_CENTS, None, photo.sha256)
        _say("queued")

    def _queue_apart(self, local_id: str, sha256: str) -> None:
        """The words wait to be sent, and only then the photo comes to them: two steps where one is right."""
        photos = self._stores.post_photos
        kept = photos.get(EVERYBODY)
        assert kept is not None
        photos.drop(EVERYBODY, sha256)
        self._stores.posts.queue(
            KeptPost(local_id, sha256, (self._facility_id,), PRICE_CENTS, datetime.now(UTC), photo=sha256)
        )
        _say("apart")
        _NEVER.wait(EARLY_S)
        photos.put(local_id, kept)

    def _send_all(self) -> None:
        """All that can leave by itself."""
        while any(kept.fault is None for kept in self._stores.posts.waiting()):
            pause_s = self._outbox.drain()
            if pause_s:
                _NEVER.wait(pause_s)


def original_of(sha256: str) -> bytes:
    """What stands for the untouched bytes that the photo of this SHA-256 was made of, as the camera gives them."""
    return sha256.encode() * 500


def main() -> None:
    """The token and the database's key come by stdin, where `ps` does not show them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--contact", required=True)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--fault", default="", choices=["", *FAULTS])
    parser.add_argument("--stop-when-sent", action="store_true")
    parser.add_argument("--finish", action="store_true")
    options = parser.parse_args()
    token, key = sys.stdin.readline().split()
    poster = Poster(options, token, bytes.fromhex(key))
    if options.finish:
        poster.finish()
    else:
        poster.post_for_ever()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _ignore(_: Change) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the storage lane is a thread that nobody else ends here
