"""The review page over real HTTP: reading, approving, saying why not, and what happens when somebody is quicker."""

from __future__ import annotations

import pytest

from contract.messages import Message, Span, State
from tests.e2e.browser import Browser, Page
from tests.e2e.people import at_review
from tests.unit.server.live import Live
from tests.unit.server.world import PASSWORD, Pair

TEXT = "We got the drawing. Call him, his new number is 555-0177. Again: 555-0177.\n  He has\tthe truck."


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair(facility_id=live.world.facility())


@pytest.fixture
def ruth(live: Live, pair: Pair) -> Browser:
    return at_review(live, pair.resident.resident.facility_id)


def claim(browser: Browser, message: Message) -> Page:
    browser.get("/review")
    return browser.submit(f"/{message.id}/claim")


def now(live: Live, pair: Pair, message: Message) -> Message:
    return live.world.services.messages.get(pair.member_id, message.id)


def test_a_wrong_password_says_so_and_keeps_the_name(live: Live) -> None:
    staff = live.world.reviewer()
    browser = Browser(live.port)
    browser.get("/review/sign-in")
    page = browser.submit("/review/sign-in", username=staff.username, password="not this one")
    assert page.status == 401
    assert "The name, the password or the code is not right" in page.words
    assert page.form("/review/sign-in").fields["username"] == staff.username


def test_guessing_is_slowed_down_in_a_sentence(live: Live) -> None:
    browser = Browser(live.port)
    browser.get("/review/sign-in")
    for _ in range(6):
        browser.submit("/review/sign-in", username="somebody", password="guess guess guess")
    page = browser.submit("/review/sign-in", username="somebody", password="guess guess guess")
    assert page.status == 429
    assert "There were too many tries. Please try again in" in page.words


def test_pages_lead_to_the_sign_in_without_a_session_and_after_its_end(live: Live, ruth: Browser) -> None:
    assert Browser(live.port).get("/review").path == "/review/sign-in"
    ruth.submit("/sign-out")
    assert ruth.get("/review").path == "/review/sign-in"
    assert ruth.get("/review/requests").path == "/review/sign-in?next=/review/requests"


def test_thirty_idle_minutes_end_the_session(live: Live, ruth: Browser) -> None:
    live.world.clock.move(minutes=31)
    assert ruth.get("/review").path == "/review/sign-in"


def test_the_queue_shows_the_oldest_promise_first_and_no_text(live: Live, pair: Pair) -> None:
    first = live.world.send(pair, "a secret")
    live.world.clock.move(hours=2)
    second = live.world.send(pair)
    page = at_review(live, pair.resident.resident.facility_id).page
    assert page.body.index(first.id) < page.body.index(second.id)
    assert "2 h of 48 h" in page.words
    assert "Elena Rivera to Linh Trần" in page.words
    assert "secret" not in page.body


def test_the_text_opens_with_claiming_and_is_shown_exactly(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair, TEXT)
    assert "truck" not in ruth.get(f"/review/items/{message.id}").body
    page = claim(ruth, message)
    assert page.path == f"/review/items/{message.id}"
    assert TEXT in page.exact
    assert "Yours until" in page.words
    assert f"{len(TEXT)} characters" in page.words
    assert now(live, pair, message).state is State.IN_REVIEW


def test_approving_delivers_captures_and_goes_on_to_the_next(live: Live, pair: Pair, ruth: Browser) -> None:
    message, next_one = live.world.send(pair, "first"), live.world.send(pair, "second")
    claim(ruth, message)
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert page.path == f"/review/items/{next_one.id}?done=approved"
    assert "Approved. It is on its way now." in page.words
    assert "second" in page.exact
    decided = now(live, pair, message)
    assert (decided.state, decided.paid_cents) == (State.DELIVERED, 25)
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert page.path == "/review?done=approved"
    assert "All read" in page.words


def test_earlier_approved_messages_stand_beside_and_refused_ones_do_not(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    for text in ("the first letter", "never seen again", "the third letter"):
        message = live.world.send(pair, text)
        claim(ruth, message)
        if text.startswith("the"):
            ruth.submit("/decision", decision="approve", action="decide")
        else:
            ruth.submit("/decision", decision="refuse", reason="numbers", action="decide")
        live.world.clock.move(minutes=1)
    page = claim(ruth, live.world.send(pair, "now"))
    assert page.words.index("the third letter") < page.words.index("the first letter")
    assert "never seen again" not in page.words
    assert "2 approved, 1 not approved" in page.words


def test_refusing_marks_every_place_of_the_words_and_frees_the_money(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    page = ruth.submit(
        "/decision",
        decision="refuse",
        reason="numbers",
        mark="555-0177\r\nhis new number",
        note="He can add you to his list.",
        action="decide",
    )
    assert "Not approved. The sender can read the reason now." in page.words
    refused = now(live, pair, message)
    assert refused.state is State.REFUSED
    assert refused.refusal is not None
    assert (refused.refusal.rule, refused.refusal.note) == ("6", "He can add you to his list.")
    marked = [TEXT[span.start : span.end] for span in refused.refusal.spans]
    assert marked == ["his new number", "555-0177", "555-0177"]
    assert live.world.services.vouchers.balance(pair.member_id).available_cents == 1_000


def test_one_place_of_several_alike_is_marked_where_it_was_selected(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    message = live.world.send(pair, "🍲 he said he knows")
    claim(ruth, message)
    page = ruth.submit(
        "/decision", decision="refuse", reason="numbers", spans="10-12", mark="knows", action="preview"
    )
    assert "Your marks on “he”, “knows”." in page.words
    fields = page.form("/decision").fields
    assert (fields["spans"], fields["mark"]) == ("10-12", "knows")
    ruth.submit("/decision", action="decide")
    refusal = now(live, pair, message).refusal
    assert refusal is not None
    assert [(span.start, span.end) for span in refusal.spans] == [(10, 12), (13, 18)]


@pytest.mark.parametrize(
    "spans", ["x", "5-2", "0-999", "-1", "3-3", "1-2-3", "٣-٤", "0-99999999999999999999"]
)
def test_places_that_no_selection_makes_mark_nothing(
    live: Live, pair: Pair, ruth: Browser, spans: str
) -> None:
    message = live.world.send(pair, "he said he knows")
    claim(ruth, message)
    ruth.submit("/decision", decision="refuse", reason="numbers", spans=spans, action="decide")
    refusal = now(live, pair, message).refusal
    assert refusal is not None
    assert refusal.spans == ()


def test_words_that_stand_nowhere_are_named_and_nothing_typed_is_lost(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    typed = {"decision": "refuse", "reason": "numbers", "mark": "555-0177\nnowhere", "note": "A sentence."}
    page = ruth.submit("/decision", **typed, action="decide")
    assert page.status == 422
    assert "These words do not stand in the text: “nowhere”." in page.words
    assert page.form("/decision").fields.items() >= typed.items()
    assert now(live, pair, message).state is State.IN_REVIEW


def test_showing_first_marks_the_text_and_decides_nothing(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    typed = {"decision": "refuse", "reason": "numbers", "mark": "the truck", "note": "Mend it, please."}
    page = ruth.submit("/decision", **typed, action="preview")
    assert page.status == 200
    assert "<mark>the truck</mark>" in page.body
    assert "Your mark on “the truck”. 25¢ is back in their balance at once." in page.words
    assert page.form("/decision").fields.items() >= typed.items()
    assert now(live, pair, message).state is State.IN_REVIEW


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose Approve or Do not approve."),
        ({"decision": "refuse"}, "Choose the reason. The sender will read it."),
        ({"decision": "refuse", "reason": "invented"}, "Choose the reason. The sender will read it."),
        ({"decision": "refuse", "reason": "other"}, "For another reason, write the sentence"),
        (
            {"decision": "refuse", "reason": "other", "note": " \r\n "},
            "For another reason, write the sentence",
        ),
        ({"decision": "refuse", "reason": "numbers", "note": "x" * 501}, "501 characters; 500 is the most"),
        ({"decision": "refuse", "reason": "numbers", "note": "a\0b"}, "a character that can’t be shown"),
    ],
)
def test_an_unfinished_decision_is_a_sentence_and_no_decision(
    live: Live, pair: Pair, ruth: Browser, typed: dict[str, str], sentence: str
) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    page = ruth.submit("/decision", **typed, action="decide")
    assert page.status == 422
    assert sentence in page.words
    assert now(live, pair, message).state is State.IN_REVIEW


def test_another_reason_with_words_is_what_the_sender_reads(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    ruth.submit("/decision", decision="refuse", reason="other", note="Please write it anew.", action="decide")
    refusal = now(live, pair, message).refusal
    assert refusal is not None
    assert (refusal.code, refusal.text, refusal.spans) == ("other", "Please write it anew.", ())


@pytest.mark.parametrize("seen", [{"version": "2"}, {"version": "x"}, {"sha256": "0" * 64}, {"sha256": ""}])
@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_what_was_not_seen_exactly_is_not_decided_and_what_was_typed_stays(
    live: Live, pair: Pair, ruth: Browser, decision: str, seen: dict[str, str]
) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    page = ruth.submit("/decision", decision=decision, reason="numbers", note="kept", **seen, action="decide")
    assert page.status == 409
    assert "Your decision was not taken: this is not exactly what you saw" in page.words
    assert page.form("/decision").fields["note"] == "kept"
    assert now(live, pair, message).state is State.IN_REVIEW


def test_a_lease_that_ended_in_quiet_is_taken_anew_and_asks_to_read_again(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    live.world.clock.move(minutes=11)
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert page.status == 409
    assert "or your ten minutes were over" in page.words
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert now(live, pair, message).state is State.DELIVERED


def test_who_loses_a_race_reads_where_it_stands(live: Live, pair: Pair, ruth: Browser) -> None:
    omar = at_review(live)
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    assert "is reading it, until" in omar.get(f"/review/items/{message.id}").words
    assert "truck" not in omar.page.body
    live.world.clock.move(minutes=11)
    claim(omar, message)
    page = ruth.submit("/decision", decision="refuse", reason="numbers", action="decide")
    assert page.status == 409
    assert "Your decision was not taken: somebody else was quicker." in page.words
    omar.submit("/decision", decision="approve", action="decide")
    page = ruth.get(f"/review/items/{message.id}")
    assert "It was approved and is with its reader." in page.words
    assert not [form for form in page.forms if form.action.endswith("/decision")]


def test_a_second_decision_changes_nothing_and_says_where_it_stands(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    message = live.world.send(pair, TEXT)
    form = claim(ruth, message).form("/decision")
    ruth.submit("/decision", decision="approve", action="decide")
    page = ruth.post(form.action, {**form.fields, "decision": "refuse", "reason": "numbers"})
    assert page.status == 409
    assert "It was approved and is with its reader." in page.words
    assert live.world.services.vouchers.balance(pair.member_id).available_cents == 975


def test_a_sender_may_take_it_back_while_it_is_read(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair, TEXT)
    claim(ruth, message)
    live.world.services.messages.withdraw(pair.member_id, message.id)
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert page.status == 409
    assert "Its sender took it back before a decision." in page.words


def test_skipping_gives_it_back(live: Live, pair: Pair, ruth: Browser) -> None:
    message, other = live.world.send(pair), live.world.send(pair)
    claim(ruth, message)
    page = ruth.submit("/skip")
    assert page.path == f"/review/items/{other.id}?done=skipped"
    assert now(live, pair, message).state is State.PENDING


def test_a_reply_is_reviewed_in_the_same_queue(live: Live, pair: Pair, ruth: Browser) -> None:
    live.world.reply(pair, "I drew the old bridge.")
    page = ruth.get("/review")
    assert "Reply Linh Trần to Elena Rivera" in page.words
    page = ruth.submit("/review/next")
    assert "I drew the old bridge." in page.exact
    ruth.submit("/decision", decision="approve", action="decide")
    assert live.world.services.messages.page(pair.member_id).items[0].text == "I drew the old bridge."


@pytest.mark.parametrize(
    ("method", "ending"), [("GET", ""), ("POST", "/claim"), ("POST", "/decision"), ("POST", "/skip")]
)
def test_another_facility_looks_exactly_like_nothing(
    live: Live, pair: Pair, method: str, ending: str
) -> None:
    stranger = at_review(live, live.world.facility())
    message = live.world.send(pair, TEXT)
    assert message.id not in stranger.get("/review").body
    token = stranger.page.form("/sign-out").fields["csrf"]
    answers = []
    for item_id in (message.id, "0" * 8):
        path = f"/review/items/{item_id}{ending}"
        page = (
            stranger.get(path)
            if method == "GET"
            else stranger.post(path, {"csrf": token, "decision": "approve"})
        )
        answers.append((page.status, page.body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert now(live, pair, message).state is State.PENDING


def test_requests_are_approved_or_declined_with_a_reason(live: Live) -> None:
    world = live.world
    facility_id = world.facility(approves_contacts=True)
    resident = world.resident(facility_id)
    first, second = (world.ask(world.member()[0].member_id, resident) for _ in range(2))
    browser = at_review(live, facility_id)
    page = browser.get("/review/requests")
    assert page.words.count("asks to be connected with Linh Trần") == 2
    page = browser.submit(f"/{first.id}/approve")
    assert "Allowed. The person is asked next" in page.words
    page = browser.submit(f"/{second.id}/decline", reason="  ")
    assert page.status == 422
    assert "Write the reason. The sender will read it." in page.words
    page = browser.submit(f"/{second.id}/decline", reason="No contact by order of a court.")
    assert "Not allowed." in page.words
    assert "No requests" in page.words
    stale = browser.post(
        f"/review/requests/{first.id}/approve", {"csrf": page.form("/sign-out").fields["csrf"]}
    )
    assert "Somebody else answered this request" in stale.words


def test_staff_of_another_facility_can_not_answer_a_request(live: Live) -> None:
    world = live.world
    resident = world.resident(world.facility(approves_contacts=True))
    asked = world.ask(world.member()[0].member_id, resident)
    stranger = at_review(live, world.facility())
    assert asked.id not in stranger.get("/review/requests").body
    token = stranger.page.form("/sign-out").fields["csrf"]
    assert stranger.post(f"/review/requests/{asked.id}/approve", {"csrf": token}).status == 404


def test_signing_in_is_not_possible_with_the_cookie_of_the_reader(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    ruth.jar = {"gettingout_resident": ruth.jar["gettingout_staff"]}
    assert ruth.get("/reader").path == "/reader/sign-in"


def test_spans_point_into_the_normalised_text(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair, "Cafe\u0301 at 5?")
    claim(ruth, message)
    ruth.submit("/decision", decision="refuse", reason="numbers", mark="Cafe\u0301 at", action="decide")
    refusal = now(live, pair, message).refusal
    assert refusal is not None
    assert refusal.spans == (Span(start=0, end=7),)


def test_the_password_of_the_tests_is_nowhere_on_a_page(live: Live, ruth: Browser) -> None:
    assert PASSWORD not in ruth.get("/review").body
