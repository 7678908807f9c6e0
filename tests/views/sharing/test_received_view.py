"""A photo that came with an answer, in the real window: told in the conversation, seen in a gallery of its own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from app.domain.gallery import RECEIVED, PictureSize
from app.widgets.row_actions import ActionKind, link_actions, spoken_item
from app.widgets.thread_list import ThreadList
from contract.facilities import Feature
from server.pictures.rebuild import Rebuilt
from server.services.residents import ResidentCaller, ResidentPerson
from tests.unit.app.live import OPERATOR, Family, LiveServer
from tests.unit.app.live_photos import jpeg
from tests.views.sharing.on_photos import open_photos, words
from tests.views.with_window import Desk


def answer(live: LiveServer, family: Family, text: str, seed: int = 1) -> None:
    """The resident answers with a photo, and a reviewer passes it on."""
    photo = jpeg(seed)
    small = Rebuilt(photo.data, photo.sha256, 320, 320)
    caller = ResidentCaller(ResidentPerson(family.resident_id, "Mateo Rivera", "", ""), "")
    made = Rebuilt(photo.data, photo.sha256, 320, 320, (small,))
    live.approve(live.services.inbox.reply(caller, family.contact_id, text, str(uuid4()), made).id)


@pytest.fixture
def family(live: LiveServer) -> Family:
    """One contact, where photos go with answers."""
    family = live.add_family()
    facility = live.services.contacts.page(family.member_id).items[0].facility_id
    features = (Feature.MESSAGES, Feature.REPLIES, Feature.REPLY_PHOTOS, Feature.PHOTOS)
    live.services.facilities.set_features(facility, features, OPERATOR)
    return family


def test_it_is_seen_from_the_conversation_and_can_not_be_touched(
    desk: Desk, live: LiveServer, family: Family
) -> None:
    hands = desk.hands
    answer(live, family, "Me in the yard. The snow is gone.")
    desk.sign_in(family)
    desk.write_to("Mateo")
    desk.until(hands.items)
    (item,) = hands.items()
    assert [action.kind for action in link_actions(item)] == [ActionKind.PHOTO]
    assert "Can be done: See the photo" in spoken_item(item, "Mateo Rivera")
    hands.find("thread", ThreadList).act(item, ActionKind.PHOTO)
    desk.until(lambda: hands.sees("panel_look") and desk.app.photos.gallery_id == RECEIVED)
    desk.until(lambda: desk.app.photos.picture(item.key, PictureSize.TILE))
    assert "Me in the yard. The snow is gone." in words(desk)
    assert "From \u2068Mateo Rivera\u2069" in words(desk)
    assert not any(hands.sees(name) for name in ("gallery_add", "gallery_more", "panel_share", "panel_mend"))
    hands.press(Qt.Key.Key_Delete)
    hands.press(Qt.Key.Key_F2)
    assert desk.program.screens.sheets.sheet is None


def test_one_that_arrives_while_the_tab_is_open_is_there_at_once(
    desk: Desk, live: LiveServer, family: Family
) -> None:
    desk.sign_in(family)
    open_photos(desk)
    assert not desk.app.photos.galleries
    answer(live, family, "Me in the yard")
    desk.until(lambda: desk.app.photos.galleries)
    card = desk.app.photos.galleries[0]
    assert (card.name, card.count, card.is_received) == ("Photos you were sent", 1, True)
    desk.app.photos.open_gallery(RECEIVED)
    desk.until(lambda: len(desk.app.photos.photos) == 1)
    answer(live, family, "And " * 40, seed=2)
    desk.until(lambda: len(desk.app.photos.photos) == 2)
    newest = desk.app.photos.photos[0]
    assert (newest.title.endswith("…"), len(newest.title), newest.from_name) == (True, 60, "Mateo Rivera")
    assert desk.app.conversations.unread == 2
