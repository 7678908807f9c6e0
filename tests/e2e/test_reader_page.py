"""The reader over real HTTP: signing in, opening, answering, and nothing before it is approved."""

from __future__ import annotations

import uuid

import pytest

from contract.contacts import ContactState
from contract.limits import normalise
from contract.messages import Span, State
from server.services.standing import ResidentState
from tests.e2e.browser import Browser
from tests.e2e.people import PIN, at_reader
from tests.unit.server.live import Live
from tests.unit.server.world import OPERATOR, Pair

FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair()


@pytest.fixture
def linh(live: Live, pair: Pair) -> Browser:
    return at_reader(live, pair)


def conversation(browser: Browser, pair: Pair) -> Browser:
    browser.get(f"/reader/conversations/{pair.contact_id}")
    return browser


def deliver(live: Live, pair: Pair, text: str) -> str:
    """An approved message; its id."""
    message = live.world.send(pair, text)
    live.world.approve(live.world.reviewer(), message.id)
    return message.id


@pytest.mark.parametrize("typed", ["004217", "4217", " 0004217 ", "4-217"])
def test_zeros_in_front_of_the_booking_number_do_not_matter(live: Live, typed: str) -> None:
    live.world.resident(live.world.facility(), "Mateo Rivera", "004217")
    browser = Browser(live.port)
    browser.get("/reader")
    assert "Mateo Rivera" in browser.submit("/sign-in", booking_number=typed, pin=PIN).words


def test_a_wrong_pin_says_so_and_keeps_the_number(live: Live, pair: Pair) -> None:
    browser = Browser(live.port)
    browser.get("/reader")
    page = browser.submit("/sign-in", booking_number="12345", pin="1111")
    assert page.status == 401
    assert "The booking number or the PIN is not right." in page.words
    assert page.form("/sign-in").fields["booking_number"] == "12345"
    assert "1111" not in page.body


def test_guessing_a_pin_is_slowed_down_in_a_sentence(live: Live) -> None:
    live.world.resident(live.world.facility(), number="77")
    browser = Browser(live.port)
    browser.get("/reader")
    for pin in range(6):
        browser.submit("/sign-in", booking_number="77", pin=f"{pin:04}")
    page = browser.submit("/sign-in", booking_number="077", pin=PIN)
    assert page.status == 429
    assert "Please try again in 2 seconds." in page.words
    live.world.clock.move(seconds=3)
    assert browser.submit("/sign-in", booking_number="77", pin=PIN).path == "/reader"


def test_two_people_with_one_number_sign_in_by_their_facility(live: Live) -> None:
    world = live.world
    here, there = world.facility(), world.facility()
    world.resident(here, "Mateo Rivera", "9")
    world.resident(there, "Isaac Begay", "9")
    browser = Browser(live.port)
    browser.get("/reader")
    assert browser.submit("/sign-in", booking_number="9", pin=PIN).status == 401
    page = browser.submit("/sign-in", booking_number="9", pin=PIN, facility=there)
    assert "Isaac Begay" in page.words


def test_nothing_is_seen_before_it_is_approved(live: Live, pair: Pair, linh: Browser) -> None:
    message = live.world.send(pair, "not yet approved")
    page = conversation(linh, pair).page
    assert "No messages yet." in page.words
    assert message.id not in page.body
    token = page.form("/sign-out").fields["csrf"]
    path = f"/reader/conversations/{pair.contact_id}/messages/{message.id}/open"
    assert linh.post(path, {"csrf": token}).status == 404
    live.world.refuse(live.world.reviewer(), message.id)
    assert "not yet approved" not in conversation(linh, pair).page.body
    assert linh.post(path, {"csrf": token}).status == 404


def test_opening_shows_the_text_and_tells_the_sender(live: Live, pair: Pair, linh: Browser) -> None:
    message_id = deliver(live, pair, "  Two spaces,\n\nand a line between.")
    assert "1 new" in linh.get("/reader").words
    page = conversation(linh, pair).page
    assert "New message · 34 characters" in page.words
    assert "Two spaces" not in page.body
    page = linh.submit(f"/messages/{message_id}/open")
    assert "  Two spaces,\n\nand a line between." in page.exact
    message = live.world.services.messages.get(pair.member_id, message_id)
    assert [step.state for step in message.steps][-1] is State.OPENED
    assert "1 new" not in linh.get("/reader").words


def test_an_answer_waits_for_approval_and_then_reaches_the_family(
    live: Live, pair: Pair, linh: Browser
) -> None:
    page = conversation(linh, pair).page
    assert "At most 500 characters, spaces and signs included." in page.words
    page = linh.submit("/replies", text="I am well.\r\nKiss everybody.")
    assert "Sent. The facility reads it first" in page.words
    assert "I am well.\nKiss everybody." in page.exact
    assert "Waiting for approval" in page.words
    reply_id = live.world.services.review.queue(live.world.reviewer())[0].id
    live.world.approve(live.world.reviewer(), reply_id)
    assert "Approved" in conversation(linh, pair).page.words
    received = live.world.services.messages.page(pair.member_id).items[0]
    assert received.text == "I am well.\nKiss everybody."


def test_an_answer_that_was_not_approved_shows_why_and_can_be_mended(
    live: Live, pair: Pair, linh: Browser
) -> None:
    reply_id = live.world.reply(pair, "Call 555-0177, please.")
    reviewer = live.world.reviewer()
    item = live.world.services.review.claim(reviewer, reply_id)
    live.world.services.review.refuse(
        reviewer, item.id, item.version, item.sha256, "numbers", "Write it without.", [Span(start=5, end=13)]
    )
    page = conversation(linh, pair).page
    assert "Not approved" in page.words
    assert "Rule 6: No telephone numbers of others. Write it without." in page.words
    assert "<mark>555-0177</mark>" in page.body
    (again,) = page.links_to(f"?again={reply_id}#answer")
    assert linh.get(again).form("/replies").fields["text"] == "Call 555-0177, please."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 501, "The answer is 1 character too long: 500 is the most. Nothing was cut off"),
        ("x" * 512, "The answer is 12 characters too long"),
        (" \r\n ", "Write something first."),
        ("e" + "\u0301" * 1000, "One character of the answer is too complex"),
        ("a\0b", "The answer has a character that can’t be sent"),
    ],
)
def test_what_can_not_be_sent_says_why_and_keeps_every_word(
    live: Live, pair: Pair, linh: Browser, text: str, sentence: str
) -> None:
    conversation(linh, pair)
    page = linh.submit("/replies", text=text)
    assert page.status == 422
    assert sentence in page.words
    if "\0" not in text:
        assert page.form("/replies").fields["text"] == normalise(text)
    assert live.world.services.review.queue(live.world.reviewer()) == ()


def test_five_hundred_families_fit(live: Live, pair: Pair, linh: Browser) -> None:
    conversation(linh, pair)
    assert "Sent." in linh.submit("/replies", text=FAMILY * 500).words


def test_sending_the_same_form_twice_sends_one_answer(live: Live, pair: Pair, linh: Browser) -> None:
    form = conversation(linh, pair).page.form("/replies")
    for _ in range(2):
        page = linh.post(form.action, {**form.fields, "text": "once"})
        assert page.status == 200
    assert len(live.world.services.review.queue(live.world.reviewer())) == 1
    page = linh.post(form.action, {**form.fields, "text": "something else"})
    assert page.status == 422
    assert page.form("/replies").fields["text"] == "something else"


def test_an_answer_can_be_taken_back_until_it_is_decided(live: Live, pair: Pair, linh: Browser) -> None:
    reply_id = live.world.reply(pair, "Too quick.")
    page = conversation(linh, pair).submit(f"/{reply_id}/withdraw")
    assert "Taken back. Nobody else will read it." in page.words
    assert "Withdrawn" in page.words
    late = live.world.reply(pair, "Already read.")
    path = conversation(linh, pair).page.form(f"/{late}/withdraw").action
    live.world.approve(live.world.reviewer(), late)
    page = linh.post(path, {"csrf": page.form("/sign-out").fields["csrf"]})
    assert "It was too late to take it back" in page.words


def test_requests_are_accepted_or_declined(live: Live, pair: Pair, linh: Browser) -> None:
    world = live.world
    kwame, rosa = world.member(name="Kwame Mensah")[0], world.member(name="Rosa Delgado")[0]
    yes, no = world.ask(kwame.member_id, pair.resident), world.ask(rosa.member_id, pair.resident)
    page = linh.get("/reader")
    assert "Kwame Mensah says: sister" in page.words
    page = linh.submit(f"/{yes.id}/accept")
    assert "You are connected now." in page.words
    linh.get("/reader")
    page = linh.submit(f"/{no.id}/decline", reason="")
    assert "Declined." in page.words
    assert world.services.contacts.get(kwame.member_id, yes.id).state is ContactState.ACCEPTED
    assert world.services.contacts.get(rosa.member_id, no.id).state is ContactState.DECLINED
    again = linh.post(f"/reader/requests/{no.id}/accept", {"csrf": page.form("/sign-out").fields["csrf"]})
    assert "This request is not waiting any more." in again.words


def test_a_request_the_facility_has_not_allowed_is_not_there(live: Live) -> None:
    world = live.world
    asked_first = world.resident(world.facility(approves_contacts=True), number="31")
    contact = world.ask(world.member()[0].member_id, asked_first)
    browser = Browser(live.port)
    browser.get("/reader")
    page = browser.submit("/sign-in", booking_number="31", pin=PIN)
    assert "Nothing yet" in page.words
    token = page.form("/sign-out").fields["csrf"]
    assert browser.post(f"/reader/requests/{contact.id}/accept", {"csrf": token}).status == 404


def test_blocking_asks_once_more_and_can_be_ended(live: Live, pair: Pair, linh: Browser) -> None:
    page = conversation(linh, pair).page
    linh.get(page.links_to("/block")[0])
    assert "They are not told that you did this." in linh.page.words
    page = linh.submit("/block")
    assert "Blocked. Nothing more comes or goes between you" in page.words
    assert "blocked by you" in page.words
    assert live.world.services.contacts.get(pair.member_id, pair.contact_id).state is ContactState.ENDED
    page = conversation(linh, pair).submit("/unblock")
    assert "Not blocked any more." in page.words
    assert page.form("/replies").fields["text"] == ""


def test_words_typed_while_the_connection_ended_are_given_back(live: Live, pair: Pair, linh: Browser) -> None:
    conversation(linh, pair)
    live.world.services.contacts.end(pair.member_id, pair.contact_id)
    page = linh.submit("/replies", text="One more thing")
    assert page.status == 422
    assert "you can’t write to this person now" in page.words
    assert "One more thing" in page.exact


def test_words_typed_while_the_connection_ended_are_kept_in_the_form(
    live: Live, pair: Pair, linh: Browser
) -> None:
    deliver(live, pair, "hello")
    conversation(linh, pair)
    live.world.services.contacts.end(pair.member_id, pair.contact_id)
    page = linh.submit("/replies", text="One more thing")
    assert page.status == 422
    assert page.form("/replies").fields["text"] == "One more thing"


def test_words_typed_before_the_session_ended_are_given_back(live: Live, pair: Pair, linh: Browser) -> None:
    conversation(linh, pair)
    live.world.clock.move(minutes=31)
    page = linh.submit("/replies", text="\nDear sister,\n  it took me long.")
    assert page.status == 401
    assert "You were signed out" in page.words
    assert "\nDear sister,\n  it took me long." in page.exact
    assert "gettingout_resident" not in linh.jar


def test_somebody_elses_conversation_looks_exactly_like_none(live: Live, pair: Pair, linh: Browser) -> None:
    other = live.world.pair()
    foreign, unknown = (
        linh.get(f"/reader/conversations/{contact_id}")
        for contact_id in (other.contact_id, str(uuid.uuid4()))
    )
    assert (foreign.status, foreign.body) == (unknown.status, unknown.body) == (404, unknown.body)
    token = linh.get("/reader").form("/sign-out").fields["csrf"]
    for ending in ("/replies", "/block", "/unblock"):
        fields = {"csrf": token, "text": "hello", "key": str(uuid.uuid4())}
        assert linh.post(f"/reader/conversations/{other.contact_id}{ending}", fields).status == 404


def test_somebody_suspended_reads_but_does_not_answer(live: Live, pair: Pair, linh: Browser) -> None:
    deliver(live, pair, "before")
    live.world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.SUSPENDED)
    page = conversation(linh, pair).page
    assert "You can’t write to this person now." in page.words
    assert not [form for form in page.forms if form.action.endswith("/replies")]


def test_older_messages_are_a_page_further(live: Live, pair: Pair, linh: Browser) -> None:
    for number in range(101):
        live.world.reply(pair, f"answer {number} of many")
    page = conversation(linh, pair).page
    assert "answer 100 of many" in page.words
    assert "answer 0 of many" not in page.words
    (older,) = [tag.attributes["href"] for tag in page.tags if "?cursor=" in tag.attributes.get("href", "")]
    assert "answer 0 of many" in linh.get(older).words
    assert linh.get(f"/reader/conversations/{pair.contact_id}?cursor=invented").status == 404


def test_one_word_is_nowhere(live: Live, pair: Pair, linh: Browser) -> None:
    deliver(live, pair, "hello")
    contact = f"/reader/conversations/{pair.contact_id}"
    for path in ("/reader", contact, f"{contact}/block", "/reader/nowhere"):
        assert "inmate" not in linh.get(path).body.lower()
