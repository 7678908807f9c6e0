"""A changed photo for a post, in the real window: offered on its card, seen beside one's own, accepted or declined."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.values import StepKind
from app.tour.hands import CONTROL
from app.widgets import fmt
from app.widgets.button import Button, LinkButton
from app.widgets.drop_down import DropDown
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.photo_look import PhotoLook
from contract.messages import Region
from contract.offers import Change
from server.services.residents import ResidentCaller, ResidentPerson
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_posts import news_family, part_id, post_with_photo, posted
from tests.views.test_news_view import cards, choose, composer, states, texts
from tests.views.what_is_cut import cut_words
from tests.views.with_window import Desk

WORDS = "The biggest snowman!"
COVERED = Change(boxes=(Region(x=0.25, y=0.125, width=0.5, height=0.25),))
UPPER = Change(crop=Region(x=0.0, y=0.0, width=1.0, height=0.5))


@pytest.fixture
def home(live: LiveServer) -> tuple[Family, list[str]]:
    """A contact at each of two facilities; a post with a photo costs 50¢ and 55¢ there."""
    return news_family(live, 25, 30, with_photos=2)


@pytest.fixture
def family(home: tuple[Family, list[str]]) -> Family:
    return home[0]


@pytest.fixture
def here(live: LiveServer, family: Family, home: tuple[Family, list[str]]) -> str:
    """The part of a post at the first facility, which waits at both."""
    post_with_photo(live, family, home[1], 105, WORDS)
    return part_id(live, family, home[1][0])


@pytest.fixture
def news(here: str, signed_in: Desk) -> Desk:
    """The News tab with the post."""
    signed_in.hands.press(Qt.Key.Key_2, CONTROL)
    signed_in.until(lambda: composer(signed_in).box.edit.hasFocus())
    signed_in.until(lambda: states(signed_in) == [StepKind.PENDING] * 2)
    return signed_in


def look(desk: Desk) -> None:
    """Opens the sheet and waits for both pictures."""
    desk.until(lambda: desk.hands.sees("post_offer"))
    desk.hands.click("post_offer")
    desk.until(lambda: all(picture(desk, name) is not None for name in ("offer_own", "offer_changed")))


def picture(desk: Desk, name: str) -> object:
    """What one of the two shows; None while the sheet is not open."""
    if not desk.hands.sees(name):
        return None
    return desk.hands.find(name, PhotoLook).picture


def said(desk: Desk) -> str:
    """Every label on the screen."""
    found = [label.text() for label in desk.program.window.findChildren(Label) if label.isVisible()]
    return " ".join(found).replace("\u2068", "").replace("\u2069", "")


def held(live: LiveServer, family: Family) -> int:
    """What is on hold."""
    return live.services.vouchers.balance(family.member_id).held_cents


def what_arrived(live: LiveServer, family: Family, submission_id: str) -> tuple[str | None, str]:
    """The words and the photo that the first contact opens."""
    reader = ResidentCaller(
        ResidentPerson(family.resident_id, "Mateo Rivera", _facility(live, family), ""), ""
    )
    text = live.services.news.open(reader, submission_id).text
    return text, live.services.news.picture(reader, submission_id, 0)


def _facility(live: LiveServer, family: Family) -> str:
    return live.services.contacts.get(family.member_id, family.contact_id).facility_id


def test_it_is_offered_on_the_card_and_what_is_accepted_is_delivered_with_the_words(
    live: LiveServer, news: Desk, family: Family, here: str
) -> None:
    hands = news.hands
    shown = live.offer(here, COVERED)
    news.until(lambda: states(news) == [StepKind.OFFERED, StepKind.PENDING])
    news.until(lambda: texts(news, "post_summary") == ["Asks for your answer at 1, waiting at 1"])
    assert texts(news, "post_text") == [WORDS]
    line = texts(news, "post_part")[0]
    assert line.startswith("A changed photo is offered · please answer until ")
    assert line.endswith(" · 50¢ on hold")
    assert texts(news, "post_offered") == ["Rule 6: No phone numbers of others. Without the sign it is fine."]
    button = hands.find("post_offer", Button)
    assert button.text() == "Look at it and answer"
    assert button.accessibleName() == "Cedar Ridge: Look at it and answer"
    withdraw = [
        one for one in news.program.window.findChildren(LinkButton, "post_part_withdraw") if one.isVisible()
    ]
    assert len(withdraw) == 2
    look(news)
    assert QApplication.focusWidget() is hands.find("offer_changed", PhotoLook)
    words = said(news)
    assert "Cedar Ridge can't pass on your post with this photo as it is" in words
    assert "Accept: your words, unchanged, and exactly this photo go to your contacts at Cedar Ridge" in words
    assert "Only then 50¢ is paid." in words
    assert "counts as not approved there" in words
    own, changed = picture(news, "offer_own"), picture(news, "offer_changed")
    assert own != changed
    hands.click("offer_accept")
    news.until(lambda: not hands.sees("view_offer"))
    news.until(lambda: states(news) == [StepKind.DELIVERED, StepKind.PENDING])
    assert held(live, family) == 55
    assert what_arrived(live, family, here) == (WORDS, shown)
    news.until(lambda: "it is what people there get." in " ".join(texts(news, "post_offered")))
    assert hands.find("post_offer", Button).text() == "See the changed photo"
    look(news)
    assert not hands.sees("offer_accept")
    assert "Cedar Ridge passes on the changed photo, as you accepted it." in said(news)


def test_declining_waits_for_the_line_and_the_post_is_mended_there_or_appealed(
    live: LiveServer, news: Desk, family: Family, here: str
) -> None:
    hands = news.hands
    live.offer(here, COVERED)
    look(news)
    live.stop()
    hands.click("offer_decline")
    news.until(lambda: hands.sees("offer_fault"))
    assert hands.find("offer_fault", NoticeCard).text.endswith("nothing is decided.")
    assert hands.find("offer_accept", Button).isEnabled()
    live.start()
    news.until(lambda: news.app.photos.is_online)
    assert held(live, family) == 105
    hands.click("offer_decline")
    news.until(lambda: states(news) == [StepKind.REFUSED, StepKind.PENDING])
    news.until(lambda: not hands.sees("view_offer"))
    assert held(live, family) == 55
    news.until(lambda: "You declined the changed photo" in " ".join(texts(news, "post_offered")))
    assert not hands.sees("post_offer")
    hands.click("post_why")
    news.until(lambda: hands.sees("post_mend") and hands.sees("post_appeal"))
    assert "Parts of the photo are marked" in hands.find("post_reason", NoticeCard).text
    hands.click("post_mend")
    news.until(lambda: hands.sees("post_photo") and composer(news).text == WORDS)
    hands.click("post_photo_remove")
    news.until(lambda: texts(news, "audience_sum") == ["25¢"])
    hands.click("post_send")
    news.until(lambda: len(posted(live, family)) == 2)
    again = posted(live, family)[0]
    assert (again.has_photo, again.mends) == (False, here)


def asks(desk: Desk) -> str:
    """What News says of hidden posts that wait for an answer; "" while it says nothing."""
    if not desk.hands.sees("news_hidden_asks"):
        return ""
    return desk.hands.find("news_hidden_asks", NoticeCard).text


def test_a_post_that_is_hidden_with_its_offer_says_until_when_it_waits_and_leads_back_to_it(
    live: LiveServer, news: Desk, family: Family, here: str
) -> None:
    hands = news.hands
    shown = live.offer(here, COVERED)
    news.until(lambda: hands.sees("post_offer"))
    assert asks(news) == ""
    hands.click("post_hide")
    news.until(lambda: not cards(news) and asks(news) != "")
    assert hands.sees("news_notice")  # the way back stays beside it
    until = posted(live, family, hidden=True)[0].parts[0].offer
    assert until is not None
    time = fmt.when(until.until)
    said = f"A changed photo is offered for a post that you have hidden. Please answer until {time}."
    assert asks(news) == said
    choose(news, "Theirs")
    assert asks(news) == said
    hands.click("news_show_hidden")
    news.until(lambda: len(cards(news)) == 1)
    assert asks(news) == ""  # it stands there itself
    assert QApplication.focusWidget() is hands.find("news_filter", DropDown)
    look(news)
    hands.click("offer_accept")
    news.until(lambda: states(news) == [StepKind.DELIVERED, StepKind.PENDING])
    assert what_arrived(live, family, here)[1] == shown
    choose(news, "Everything")
    news.until(lambda: not cards(news))
    assert asks(news) == ""


def test_what_is_offered_for_a_post_after_it_was_hidden_is_told_too(
    live: LiveServer, news: Desk, here: str
) -> None:
    news.hands.click("post_hide")
    news.until(lambda: not cards(news))
    assert asks(news) == ""
    live.offer(here, COVERED)
    news.until(lambda: "for a post that you have hidden" in asks(news))
    news.hands.click("news_notice_action")
    news.until(lambda: len(cards(news)) == 1)
    assert asks(news) == ""
    assert news.hands.sees("post_offer")


def test_a_computer_that_is_new_to_the_post_says_that_it_waits_too(
    live: LiveServer, family: Family, here: str, desk: Desk
) -> None:
    live.offer(here, COVERED)
    live.services.posts.hide(family.member_id, posted(live, family)[0].id)
    desk.sign_in(family)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(lambda: "for a post that you have hidden" in asks(desk))
    desk.hands.click("news_show_hidden")
    desk.until(lambda: desk.hands.sees("post_offer"))


def test_of_several_hidden_posts_that_wait_the_first_last_day_is_told(
    live: LiveServer, news: Desk, family: Family, home: tuple[Family, list[str]], here: str
) -> None:
    post_with_photo(live, family, home[1], 105, "And another one.")
    parts = [post.parts for post in posted(live, family)]
    for part in (parts[0][0], parts[0][1], parts[1][0]):
        live.offer(part.submission_id, COVERED)
    news.until(lambda: len(cards(news)) == 2)
    for card in cards(news):
        assert card.item is not None
        card.hide_requested.emit(card.item.key)
    news.until(lambda: not cards(news))
    offers = [part.offer for post in posted(live, family, hidden=True) for part in post.parts if part.offer]
    time = fmt.when(min(offer.until for offer in offers))
    news.until(
        lambda: (
            asks(news)
            == f"Changed photos are offered for 2 posts that you have hidden. Please answer the first until {time}."
        )
    )


def test_another_offer_meanwhile_shows_other_bytes_before_it_can_be_accepted(
    live: LiveServer, news: Desk, family: Family, here: str
) -> None:
    hands = news.hands
    live.offer(here, COVERED)
    look(news)
    live.take_back(here)
    news.until(lambda: states(news) == [StepKind.IN_REVIEW, StepKind.PENDING])
    news.until(lambda: not hands.sees("view_offer"))
    shown = live.offer(here, UPPER)
    look(news)
    assert "Its edges are cut off; nothing else is changed." in said(news)
    hands.click("offer_accept")
    news.until(lambda: states(news) == [StepKind.DELIVERED, StepKind.PENDING])
    assert what_arrived(live, family, here)[1] == shown


def test_it_is_withdrawn_at_the_one_facility_that_asks(
    live: LiveServer, news: Desk, family: Family, here: str
) -> None:
    live.offer(here, COVERED)
    news.until(lambda: news.hands.sees("post_offer"))
    news.hands.click("post_part_withdraw")
    news.until(lambda: states(news) == [StepKind.WITHDRAWN, StepKind.PENDING])
    assert held(live, family) == 55
    assert not news.hands.sees("post_offer")


def test_with_words_twice_as_large_in_the_smallest_window_it_is_told_whole(
    live: LiveServer, news: Desk, here: str
) -> None:
    news.program.window.resize(1024, 700)
    news.program.themes.set_text_scale(2.0)
    try:
        live.offer(here, COVERED)
        news.until(lambda: news.hands.sees("post_offer"))
        whole(news)
        look(news)
        whole(news)
        news.hands.click("offer_accept")
        news.until(lambda: states(news) == [StepKind.DELIVERED, StepKind.PENDING])
        news.until(lambda: not news.hands.sees("view_offer"))
        whole(news)
    finally:
        news.program.themes.set_text_scale(1.0)


def whole(desk: Desk) -> None:
    """Nothing is cut, as soon as everything has its place."""
    try:
        desk.until(lambda: not cut_words(desk.program.window), 5_000)
    except TimeoutError as late:
        raise AssertionError("\n".join(cut_words(desk.program.window))) from late
