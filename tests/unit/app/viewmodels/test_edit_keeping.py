"""Keeping what is in the editor: through a full disk, a session that ends, and the step to what is prepared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from app.domain.gallery import PreparedChoice
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import PhotoPurpose
from app.domain.posts import EVERYBODY
from app.services.session import OpenSession
from app.storage.sql import Connection, DatabaseError
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_photos import jpeg
from tests.unit.app.storage.makers import edited, prepared
from tests.unit.app.windowless import Client

T = TypeVar("T")
PICTURE = jpeg(3, 320).data
TASK = EditTask(PhotoPurpose.SHARE)


def session_of(client: Client) -> OpenSession:
    session = client.app.hub.session
    assert session is not None
    return session


def open_photo(client: Client) -> str:
    """A photo in the editor; its key."""
    keeping, photo = client.app.edit_keeping, client.app.edit_photo
    keeping.load()
    keeping.begin(TASK)
    photo.open(PICTURE, "garden.jpg", PhotoPurpose.SHARE)
    client.wait_for(lambda: photo.picture is not None)
    assert keeping.local_id is not None
    return keeping.local_id


def fill_the_disk(session: OpenSession) -> None:
    """As far as SQLite can tell: the file may not grow any more."""

    def work(connection: Connection) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # not below what there is already

    session.stores.database.read(work)


def make_room(session: OpenSession) -> None:
    """Somebody has deleted something."""
    session.stores.database.read(lambda connection: connection.execute("PRAGMA max_page_count = 1000000"))


def after_the_lane(client: Client, look: Callable[[OpenSession], T]) -> T:
    """What the disk says once all that was handed to it is done."""
    found: list[T] = []
    client.app.hub.storage(client.app, look, found.append)
    client.wait_for(lambda: bool(found))
    return found[0]


def test_the_pause_alone_keeps_picture_and_edit(signed_in: Client) -> None:
    local_id = open_photo(signed_in)
    signed_in.app.edit_photo.set_brightness(30)
    told: list[object] = []
    signed_in.app.edit_keeping.written.connect(told.append)
    signed_in.wait_for(lambda: signed_in.app.edit_photo.edits in told)
    found = after_the_lane(signed_in, lambda session: session.edits.go_on(local_id))
    assert found is not None
    assert (found.data, found.edits.brightness, found.task) == (PICTURE, 30, TASK)


def test_a_full_disk_is_admitted_and_the_next_edit_keeps_the_picture_too(signed_in: Client) -> None:
    keeping, session = signed_in.app.edit_keeping, session_of(signed_in)
    fill_the_disk(session)
    local_id = open_photo(signed_in)
    assert keeping.is_kept
    keeping.flush()
    signed_in.wait_for(lambda: not keeping.is_kept)
    make_room(session)
    signed_in.app.edit_photo.set_brightness(30)
    keeping.flush()
    signed_in.wait_for(lambda: keeping.is_kept)
    found = after_the_lane(signed_in, lambda each: each.edits.go_on(local_id))
    assert found is not None
    assert (found.data, found.edits.brightness) == (PICTURE, 30)


def test_what_the_disk_did_not_take_is_given_back_to_whoever_comes_back(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    keeping, session = signed_in.app.edit_keeping, session_of(signed_in)
    fill_the_disk(session)
    local_id = open_photo(signed_in)
    keeping.flush()
    signed_in.wait_for(lambda: not keeping.is_kept)
    live.revoke_everything(family)
    signed_in.wait_for(lambda: signed_in.app.session is None)
    keeping.leave(local_id)
    make_room(session)
    signed_in.sign_in(family)
    ready: list[EditToGoOn] = []
    keeping.ready.connect(ready.append)
    keeping.go_on(local_id)
    signed_in.wait_for(lambda: bool(ready))
    assert ready[0].data == PICTURE


def test_what_is_thrown_away_before_it_was_written_never_is(signed_in: Client) -> None:
    keeping = signed_in.app.edit_keeping
    local_id = open_photo(signed_in)
    keeping.throw_away(local_id)
    signed_in.app.edit_photo.set_brightness(30)
    keeping.flush()
    assert after_the_lane(signed_in, lambda session: session.edits.left()) == ()


def test_what_is_edited_for_nothing_that_is_kept_is_not_kept(signed_in: Client) -> None:
    photo = signed_in.app.edit_photo
    photo.open(PICTURE, "garden.jpg", PhotoPurpose.POST)
    signed_in.wait_for(lambda: photo.picture is not None)
    photo.set_brightness(30)
    signed_in.app.edit_keeping.flush()
    assert after_the_lane(signed_in, lambda session: session.edits.left()) == ()


def refuse(session: OpenSession, when: str, table: str) -> None:
    """The disk takes everything but this."""
    refusing = f"CREATE TRIGGER refuse BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
    session.stores.database.write(lambda connection: connection.execute(refusing))


def refuse_no_more(session: OpenSession) -> None:
    session.stores.database.write(lambda connection: connection.execute("DROP TRIGGER refuse"))


@pytest.mark.parametrize("table", ["prepared", "editing"])
def test_a_photo_is_either_in_the_editor_or_prepared_whatever_fails_in_between(
    signed_in: Client, table: str
) -> None:
    session, photo = session_of(signed_in), prepared(1, original=b"from the camera")
    session.edits.keep(edited(1))
    refuse(session, "INSERT" if table == "prepared" else "DELETE", table)
    with pytest.raises(DatabaseError):
        session.sharing.keep_prepared("a", photo, PreparedChoice(), "local-1")
    assert session.sharing.prepared()[0] == {}
    assert [each.local_id for each in session.edits.left()] == ["local-1"]
    refuse_no_more(session)
    session.sharing.keep_prepared("a", photo, PreparedChoice(), "local-1")
    assert session.sharing.prepared()[0] == {"a": photo}
    assert session.edits.left() == ()


@pytest.mark.parametrize("table", ["post_photo", "editing"])
def test_a_photo_is_either_in_the_editor_or_in_the_draft_of_a_post_whatever_fails_in_between(
    signed_in: Client, table: str
) -> None:
    session, made = session_of(signed_in), prepared(1)
    photo, edits, origin = made.photo, made.edits, made.origin
    session.edits.keep(edited(1))
    refuse(session, "INSERT" if table == "post_photo" else "DELETE", table)
    with pytest.raises(DatabaseError):
        session.posts.photos.add(EVERYBODY, photo, edits, origin, None, None, "local-1")
    assert session.posts.photos.kept(EVERYBODY) is None
    assert [each.local_id for each in session.edits.left()] == ["local-1"]
    refuse_no_more(session)
    session.posts.photos.add(EVERYBODY, photo, edits, origin, None, None, "local-1")
    assert session.posts.photos.kept(EVERYBODY) == photo
    assert session.edits.left() == ()
