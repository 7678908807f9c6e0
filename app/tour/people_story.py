"""News and people, told once: a post with the whole truth before it, and a person who is found and says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from app.domain.values import StepKind
from app.tour.hands import CONTROL, Hands
from app.tour.pages import ResidentsReader
from app.tour.steps import Steps
from app.tour.story import READY_WITHIN_S, desk_of, fact
from app.widgets.state_line import StateLine

if TYPE_CHECKING:
    from app.viewmodels.app import AppViewModel

WORDS = "The snow is here and school is closed tomorrow. Sofi has built a fort."
THEIRS = "We planted beans in the yard today."
MISSPELLED = "Whitfeild"


def tell_people_story(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    """Begins anywhere in the window of the demo member; ends in My Account."""
    hands.press(Qt.Key.Key_2, CONTROL)
    _before_posting(steps, hands, app)
    _post(steps, hands, app)
    _passed_on(steps, hands, app)
    _theirs(steps, hands, app)
    _hidden(steps, hands)
    _find(steps, hands)
    _ask(steps, hands)
    _answered(steps, hands, app)
    _page(steps, hands, app)


def _before_posting(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("News: who will get it"):
        steps.until("whom it reaches is known", lambda: app.post_compose.audience.places)
        steps.until("the sum is in view", lambda: _words(hands, "audience_sum"))
        steps.check("also who can not get it, and why", _words(hands, "audience_left_out"))
        steps.check("and how often it is read", "reads it first" in " ".join(_words(hands, "audience_reads")))


def _post(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Post New Status"):
        hands.type(WORDS)
        steps.until("Post is on", lambda: app.post_compose.can_post)
        hands.click("post_send")
        steps.until("it waits at its facility", lambda: _states(app) == [StepKind.PENDING])


def _passed_on(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    from contract.routes import READER

    with steps.step("The post is read"):
        desk = desk_of(app, 0)
        item = desk.read("Elena Rivera to everybody")
        steps.check("the reviewer sees its words", WORDS in item.text)
        desk.approve(item)
        reader = ResidentsReader(
            f"{app.server_address}{READER}",
            fact(app, "residents", "booking_number"),
            fact(app, "residents", "pin"),
        )
        steps.check("Mateo reads it", WORDS in reader.open_news().text)
        steps.until("the family sees that he did", lambda: _states(app) == [StepKind.OPENED])
        steps.until("with his name", lambda: "Mateo" in " ".join(_words(hands, "post_part")))
        reader.post_news(THEIRS)


def _theirs(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("News of a contact"):
        desk = desk_of(app, 0)
        item = desk.read("Mateo Rivera to everybody")
        steps.check("the reviewer reads what Mateo posts", THEIRS in item.text)
        steps.check("nobody else has yet", THEIRS not in _words(hands, "post_text"))
        desk.approve(item)
        steps.until("it stands in the feed", lambda: THEIRS in _words(hands, "post_text"))


def _hidden(steps: Steps, hands: Hands) -> None:
    with steps.step("Hidden from the news"):
        before = sorted(_words(hands, "post_text"))
        hands.click("post_hide")
        steps.until("it is gone from the news", lambda: len(_words(hands, "post_text")) < len(before))
        _choose(hands, "Hidden")
        steps.until("it stands under Hidden", lambda: hands.sees("post_show"))
    hands.click("post_show")
    steps.until("and can be shown again", lambda: not hands.sees("post_show"))
    _choose(hands, "Everything")
    steps.until("all stand there as before", lambda: sorted(_words(hands, "post_text")) == before)


def _find(steps: Steps, hands: Hands) -> None:
    with steps.step("A name spelled nearly right"):
        hands.press(Qt.Key.Key_4, CONTROL)
        hands.click("account_contacts")
        steps.until("the contacts are listed", lambda: _words(hands, "contacts_state"))
        hands.click("contacts_find")
        choice = hands.find("find_facility", QComboBox)
        steps.until("the facilities are there", lambda: choice.count() > 1)
        hands.fill("find_place", "cedar")
        steps.until("one is left", lambda: choice.count() == 1)
        steps.check("its rules stand there before anybody asks", "Who may ask" in hands.words("find_rules"))
        hands.fill("find_words", MISSPELLED)
        hands.press(Qt.Key.Key_Return)
        steps.until("somebody spelled nearly so is offered", lambda: hands.sees("find_results"))
        steps.check("and it says so", "spelled nearly so" in hands.words("find_nobody"))


def _ask(steps: Steps, hands: Hands) -> None:
    with steps.step("Asking to be connected"):
        hands.fill("find_relationship", "cousin")
        hands.click("find_ask")
        steps.until("who answers is said", lambda: hands.sees("find_said"))
    hands.click("find_close")
    with steps.step("The request waits"):
        steps.until(
            "it stands in the list", lambda: "Waiting for Noah" in " ".join(_words(hands, "contacts_state"))
        )


def _answered(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    from contract.routes import READER

    with steps.step("The answer"):
        number, pin = fact(app, "residents", "booking_number", 8), fact(app, "residents", "pin", 8)
        ResidentsReader(f"{app.server_address}{READER}", number, pin).accept()
        steps.until(
            "he said yes",
            lambda: any(one.name.startswith("Noah") and one.can_write for one in app.contact_page.contacts),
        )


def _page(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("The page of a contact"):
        hands.click("contacts_open")
        steps.until("what happened is told", lambda: _words(hands, "contact_step"))
        steps.check("it is a contact's", app.contact_page.contact is not None)
    _face(steps, hands, app)
    with steps.step("A contact is muted"):
        hands.click("contact_mute")
        steps.until("it is so", lambda: app.contact_page.contact and app.contact_page.contact.muted)
        steps.until("nothing more is under way", lambda: not app.contact_page.busy)
    hands.click("contact_mute")
    steps.until("it can be ended", lambda: app.contact_page.contact and not app.contact_page.contact.muted)
    steps.until("it is settled", lambda: not app.contact_page.busy)
    with steps.step("A block is asked for once more"):
        hands.click("contact_block")
        steps.until("what it means is said", lambda: hands.sees("contact_said"))
        steps.check(
            "nothing is blocked yet",
            app.contact_page.contact and app.contact_page.contact.state == "accepted",
        )
    hands.press(Qt.Key.Key_Escape)
    with steps.step("Contacts with a photo"):
        steps.until("the page is closed", lambda: not hands.sees("contact_details"))
    hands.press(Qt.Key.Key_1, CONTROL)
    with steps.step("A photo among the conversations"):
        steps.until("they are shown", lambda: hands.sees("conversations"))
    hands.press(Qt.Key.Key_4, CONTROL)


def _face(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("A photo for a contact"):
        hands.click("contact_photo_take")
        steps.until("the camera shows a picture", lambda: app.take_photo.can_shoot, READY_WITHIN_S)
        hands.click("shutter")
        steps.until("the photo can be looked at", lambda: hands.sees("use_photo"))
        hands.click("use_photo")
        steps.until("the editor has it", lambda: hands.sees("edit_photo") and app.edit_photo.picture)
        hands.click("edit_next")
        steps.check("nothing is said of money", not hands.words("task_price"))
    with steps.step("The photo stands for them"):
        hands.click("edit_next")
        steps.until("it can be removed again", lambda: hands.sees("contact_photo_remove"))
        steps.check("nothing was sent", not app.profile_photo.progress)


def _choose(hands: Hands, words: str) -> None:
    """A line of the list above the posts."""
    box = hands.find("news_filter", QComboBox)
    place = box.findText(words)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def _words(hands: Hands, name: str) -> list[str]:
    """What every visible label or line of this name says."""
    said = [
        one.text if isinstance(one, StateLine) else one.text()
        for one in hands.all_of(name)
        if isinstance(one, StateLine | QLabel)
    ]
    return [one.replace("\u2068", "").replace("\u2069", "") for one in said]


def _states(app: AppViewModel) -> list[StepKind]:
    """Of the member's newest post, by facility."""
    own = [one for one in app.news.items if one.contact_id is None]
    return [part.kind for part in own[0].parts] if own else []
