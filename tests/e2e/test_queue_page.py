"""The queue's page: filters, due times, my list, several at once, and what pages ask by themselves."""

from __future__ import annotations

import json

import pytest

from contract.messages import State
from server.web.pages import POLICY, WITH_SCRIPT
from tests.e2e.browser import Browser, is_harmless
from tests.e2e.people import at_reader, at_review
from tests.unit.server.live import Live
from tests.unit.server.world import Pair


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair(facility_id=live.world.facility())


@pytest.fixture
def ruth(live: Live, pair: Pair) -> Browser:
    return at_review(live, pair.resident.resident.facility_id)


def state(live: Live, pair: Pair, message_id: str) -> State:
    return live.world.services.messages.get(pair.member_id, message_id).state


def test_what_is_due_is_said_and_urgent_from_four_fifths_on(live: Live, pair: Pair, ruth: Browser) -> None:
    live.world.send(pair)
    assert "due in 48 h" in ruth.get("/review").words
    for minutes, urgent, due in (
        (38 * 60, False, "due in 10 h"),
        (30, True, "due in 9 h"),
        (600, True, " late"),
    ):
        live.world.clock.move(minutes=minutes)
        page = at_review(live, pair.resident.resident.facility_id).get("/review")
        assert ("Urgent" in page.words) is urgent
        assert due in page.words


def test_filters_are_plain_links_and_a_plain_form(live: Live, pair: Pair, ruth: Browser) -> None:
    message, reply = live.world.send(pair), live.world.reply(pair)
    page = ruth.get("/review?kind=reply")
    assert reply in page.body
    assert message.id not in page.body
    assert "Messages 1" in page.words
    assert message.id in ruth.get("/review?member=elena&resident=linh").body
    page = ruth.get("/review?member=nobody")
    assert "Nothing of this waits" in page.words
    assert "2 wait in all" in page.words
    assert "Nothing waits" not in page.words
    ruth.get("/review")
    ruth.submit(f"/{message.id}/claim")
    page = ruth.get("/review?mine=1")
    assert message.id in page.body
    assert reply not in page.body
    assert ruth.get("/review?kind=postcard").status == 404
    assert ruth.get("/review?after=invented").status == 404


def test_names_are_looked_for_without_case_and_accents_and_in_any_order(live: Live, ruth: Browser) -> None:
    facility_id = live.world.facility()
    resident = live.world.resident(facility_id, "José Núñez")
    zoe, _ = live.world.member(name="Zoë Ångström")
    contact = live.world.ask(zoe.member_id, resident)
    live.world.services.inbox.accept(resident, contact.id)
    message = live.world.send(Pair(zoe, "", resident, contact.id))
    everywhere = at_review(live)
    for asked in ("member=zoe", "member=angstrom+ZOE", "resident=nunez", "member=ZO%C3%8B&resident=jose"):
        assert message.id in everywhere.get(f"/review?{asked}").body, asked
    for asked in ("member=bob", "member=zoe+bob", "member=%21", "resident=%21", "member=zoe&resident=ana"):
        assert message.id not in everywhere.get(f"/review?{asked}").body, asked
    assert message.id not in ruth.get("/review?member=zoe").body


def test_whoever_works_through_one_kind_is_led_on_within_it(live: Live, pair: Pair, ruth: Browser) -> None:
    older = live.world.send(pair)
    replies = [live.world.reply(pair, text) for text in ("first", "second", "third")]
    page = ruth.get("/review?kind=reply")
    assert "Review the oldest of these" in page.words
    page = ruth.submit("/review/next")
    assert "first" in page.exact
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert page.path == f"/review/items/{replies[1]}?kind=reply&done=approved"
    page = ruth.submit("/skip")
    assert "third" in page.exact
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert "second" in page.exact
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert "Approved. It is on its way now." in page.words
    assert "Nothing of this waits" in page.words
    assert state(live, pair, older.id) is State.PENDING
    ruth.get("/review")
    assert ruth.submit("/review/next").path == f"/review/items/{older.id}"


def test_more_than_a_page_leads_on(live: Live, ruth: Browser, pair: Pair) -> None:
    live.world.pay_in(pair.member_id, 2_000)
    ids = [live.world.send(pair).id for _ in range(52)]
    page = ruth.get("/review")
    assert ids[49] in page.body
    assert ids[50] not in page.body
    onward = next(tag.attributes["href"] for tag in page.tags if "after=" in tag.attributes.get("href", ""))
    page = ruth.get(onward)
    assert ids[50] in page.body
    assert ids[51] in page.body
    assert ids[0] not in page.body


def test_several_texts_are_approved_each_by_itself(live: Live, pair: Pair, ruth: Browser) -> None:
    first, second, third = (live.world.send(pair, text).id for text in ("one here", "two here", "three here"))
    page = ruth.get("/review/batch")
    assert "one here" not in page.words
    page = ruth.submit("/batch/claim")
    assert all(words in page.exact for words in ("one here", "two here", "three here"))
    form = page.form("/batch/approve")
    seen = {form.fields[f"id-{place}"]: place for place in range(3)}
    live.world.services.messages.withdraw(pair.member_id, second)
    page = ruth.submit("/batch/approve", **{f"ok-{seen[first]}": "1", f"ok-{seen[second]}": "1"})
    assert page.status == 409
    assert "1 text is approved." in page.words
    assert "was not approved: it is not as you saw it" in page.words
    assert state(live, pair, first) is State.DELIVERED
    assert state(live, pair, second) is State.WITHDRAWN
    assert state(live, pair, third) is State.IN_REVIEW
    assert "three here" in page.exact


def test_several_texts_are_the_oldest_of_all_that_can_be_read_beside_others(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    services, facility_id = live.world.services, pair.resident.resident.facility_id
    grace = live.world.staff("manager", facility_id)
    services.word_lists.save(grace, facility_id, None, "Sharp things", "", "knife")
    for number in range(12):
        live.world.send(pair, f"a knife, {number}")
    reply = live.world.reply(pair, "the oldest of them")
    for number in range(12):
        live.world.send(pair, f"message {number}.")
    ruth.get("/review/batch")
    page = ruth.submit("/batch/claim")
    assert "the oldest of them" in page.exact
    assert [f"message {number}." in page.exact for number in range(12)] == [True] * 9 + [False] * 3
    assert "knife" not in page.exact
    ruth.submit("/batch/approve", **{"ok-0": "1"})
    assert services.inbox.thread(pair.resident, pair.contact_id).items[-1].id == reply
    page = ruth.submit("/batch/claim")
    assert "message 9." in page.exact


def test_several_texts_are_kept_together_while_somebody_works_on_them(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    first, second = (live.world.send(pair, text).id for text in ("one here", "two here"))
    ruth.get("/review/batch")
    page = ruth.submit("/batch/claim")
    form = page.form("/batch/approve")
    csrf = {"csrf": form.fields["csrf"]}
    for _ in range(2):
        live.world.clock.move(minutes=9)
        assert ruth.post("/review/batch/renew", csrf).status == 200
    page = ruth.post(form.action, {**form.fields, "ok-0": "1", "ok-1": "1"})
    assert "2 texts are approved." in page.words
    assert [state(live, pair, one) for one in (first, second)] == [State.DELIVERED] * 2
    assert ruth.post("/review/batch/renew", csrf).status == 409


@pytest.mark.parametrize(
    "changed", [{"sha256-0": "0" * 64}, {"version-0": "2"}, {"version-0": "x"}, {"id-0": "0"}]
)
def test_several_at_once_are_compared_as_strictly_as_one(
    live: Live, pair: Pair, ruth: Browser, changed: dict[str, str]
) -> None:
    message = live.world.send(pair)
    ruth.get("/review/batch")
    ruth.submit("/batch/claim")
    page = ruth.submit("/batch/approve", **{"ok-0": "1", **changed})
    assert page.status == 409
    assert state(live, pair, message.id) is State.IN_REVIEW
    assert ruth.submit("/batch/approve").status == 422


def test_an_approval_is_taken_back_on_any_page_until_it_leaves(live: Live) -> None:
    pair = live.world.pair(facility_id=live.world.facility(release_delay_s=60))
    message = live.world.send(pair)
    browser = at_review(live)
    browser.submit(f"/{message.id}/claim")
    page = browser.submit("/decision", decision="approve", action="decide")
    assert "Approved. It leaves when its delay is over" in page.words
    assert "is approved and leaves in 60 seconds" in page.words
    page = browser.submit(f"/{message.id}/take-back")
    assert "Taken back. Nothing has left" in page.words
    browser.submit("/decision", decision="approve", action="decide")
    form = browser.page.form(f"/{message.id}/take-back")
    live.world.clock.move(seconds=60)
    live.world.services.review.release_due()
    assert "It had left already" in browser.post(form.action, form.fields).words
    assert state(live, pair, message.id) is State.DELIVERED


def test_an_appeal_shows_what_was_said_and_is_for_somebody_else(
    live: Live, pair: Pair, ruth: Browser
) -> None:
    from contract.appeals import NewAppeal

    message = live.world.send(pair, "Call 555-0100")
    ruth.get("/review")
    ruth.submit(f"/{message.id}/claim")
    ruth.submit("/decision", decision="refuse", reason="numbers", note="Leave it out.", action="decide")
    live.world.services.appeals.appeal(pair.member_id, message.id, NewAppeal(text="It is the clinic’s."))
    page = ruth.get("/review?appeals=1")
    assert "For somebody else to decide" in page.words
    page = ruth.get(f"/review/items/{message.id}")
    assert "an appeal against your own decision" in page.words
    omar = at_review(live)
    page = omar.submit(f"/{message.id}/claim")
    assert "It is the clinic’s." in page.exact
    assert "Not approved before" in page.words
    omar.submit("/decision", decision="approve", action="decide")
    assert state(live, pair, message.id) is State.DELIVERED


def test_whoever_knows_them_steps_back(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair)
    ruth.get("/review")
    page = ruth.submit(f"/{message.id}/claim")
    form = page.form("/step-back")
    page = ruth.post(form.action, {**form.fields, "whom": "resident"})
    assert "Somebody else decides on everything of theirs." in page.words
    assert "For somebody else to decide" in ruth.get("/review").words
    assert state(live, pair, message.id) is State.PENDING


def test_counts_are_asked_for_without_keeping_the_session_open(live: Live, pair: Pair, ruth: Browser) -> None:
    live.world.send(pair)
    for _ in range(6):
        live.world.clock.move(minutes=5)
        answer = ruth.raw("GET", "/review/counts", b"", {})
        assert json.loads(answer.body) == {"submissions": 1, "requests": 0}
    live.world.clock.move(minutes=1)
    assert ruth.raw("GET", "/review/counts", b"", {}).status == 303
    assert ruth.get("/review").path == "/review/sign-in"


def test_a_lease_is_renewed_by_its_page_and_only_by_it(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair)
    ruth.get("/review")
    page = ruth.submit(f"/{message.id}/claim")
    csrf = {"csrf": page.form("/decision").fields["csrf"]}
    live.world.clock.move(minutes=9)
    assert ruth.post(f"/review/items/{message.id}/renew", csrf).status == 200
    live.world.clock.move(minutes=9)
    assert "Yours until" in ruth.get(f"/review/items/{message.id}").words
    live.world.clock.move(minutes=11)
    assert ruth.post(f"/review/items/{message.id}/renew", csrf).status == 409
    assert ruth.post(f"/review/items/{message.id}/renew", {}).status == 403


def test_only_the_console_may_run_our_one_script(live: Live, pair: Pair, ruth: Browser) -> None:
    page = ruth.get("/review")
    assert page.headers["content-security-policy"] == WITH_SCRIPT
    assert is_harmless(page)
    script = ruth.raw("GET", "/assets/console.js", b"", {})
    assert (script.status, script.headers["content-type"].partition(";")[0]) == (200, "text/javascript")
    assert "innerHTML" not in script.body
    assert "eval" not in script.body
    assert at_reader(live, pair).get("/reader").headers["content-security-policy"] == POLICY
