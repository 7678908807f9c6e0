"""The managers' pages in a browser without script: settings, prices, pause, rules, people, files, staff."""

from __future__ import annotations

import re

import pytest

from contract.facilities import ContactRules
from contract.messages import State
from server.services import audit_log
from server.services.codes import code_at
from server.services.faults import CannotAskNow
from server.services.staff import StaffMember
from tests.e2e.browser import Browser, is_harmless
from tests.e2e.people import at_reader, at_review, signed_in
from tests.unit.server.live import Live
from tests.unit.server.world import PASSWORD


@pytest.fixture
def facility(live: Live) -> str:
    return live.world.facility()


@pytest.fixture
def grace(live: Live, facility: str) -> StaffMember:
    return live.world.staff("manager", facility)


@pytest.fixture
def manager(live: Live, grace: StaffMember) -> Browser:
    return signed_in(live, grace)


def test_a_manager_of_one_facility_comes_right_to_it_and_of_several_chooses(
    live: Live, facility: str, manager: Browser
) -> None:
    assert manager.get("/review/manage").path == f"/review/manage/{facility}"
    everywhere = signed_in(live, live.world.staff("manager"))
    live.world.facility()
    page = everywhere.get("/review/manage")
    assert len([link for link in page.links if "/review/manage/" in link.href]) == 2
    assert is_harmless(page)


def test_settings_are_saved_and_a_wrong_number_is_kept_to_be_mended(
    live: Live, facility: str, manager: Browser
) -> None:
    manager.get(f"/review/manage/{facility}")
    page = manager.submit("/settings", promise_hours="12", message_characters="300")
    assert "Saved." in page.words
    seen = live.world.services.facilities.get(facility)
    assert (seen.promise_hours, seen.message_characters) == (12, 300)
    page = manager.submit("/settings", promise_hours="a day", message_characters="200")
    assert page.status == 422
    assert "Type a whole number from 1 to 720." in page.words
    assert page.form("/settings").fields["message_characters"] == "200"
    assert live.world.services.facilities.get(facility).message_characters == 300


def test_a_feature_is_switched_off_by_its_box(live: Live, facility: str, manager: Browser) -> None:
    page = manager.get(f"/review/manage/{facility}")
    fields = dict(page.form("/settings").fields)
    fields["feature-messages"] = ""
    manager.post(f"/review/manage/{facility}/settings", fields)
    features = {one.value for one in live.world.services.facilities.get(facility).features}
    assert "messages" not in features


def test_opened_marks_are_switched_off_by_their_box_and_the_resident_reads_whether_they_are_told(
    live: Live, facility: str, manager: Browser
) -> None:
    pair = live.world.pair(facility_id=facility)
    conversation = f"/reader/conversations/{pair.contact_id}"
    linh = at_reader(live, pair)
    assert "They see when you open a message." in linh.get(conversation).words
    page = manager.get(f"/review/manage/{facility}")
    fields = dict(page.form("/settings").fields)
    assert fields["tells_opened"] == "1"
    manager.post(f"/review/manage/{facility}/settings", {**fields, "tells_opened": ""})
    assert "They don’t see whether you opened a message." in linh.get(conversation).words
    message = live.world.send(pair)
    live.world.approve(live.world.reviewer(facility), message.id)
    linh.get(conversation)
    assert "Hello" in linh.submit("/open").words
    assert live.world.services.messages.get(pair.member_id, message.id).state is State.DELIVERED


def test_who_may_ask_is_said_on_its_own_page_and_counts_from_then_on(
    live: Live, facility: str, grace: StaffMember, manager: Browser
) -> None:
    world = live.world
    page = manager.get(f"/review/manage/{facility}/asking")
    assert page.form("/asking").fields["most_per_person"] == ""
    pair = world.pair(facility_id=facility)
    page = manager.submit("/asking", who="Adults on the <b>visiting</b> list.", most_per_family="1")
    assert "Saved." in page.words
    seen = world.services.facilities.get(facility)
    wanted = ContactRules(who="Adults on the <b>visiting</b> list.", most_per_family=1)
    assert (seen.contact_rules, seen.approves_contacts) == (wanted, False)
    with pytest.raises(CannotAskNow):
        world.ask(pair.member_id, world.resident(facility, "Isaac Begay"))
    assert page.form("/asking").fields["who"] == "Adults on the <b>visiting</b> list."
    fields = {**page.form("/asking").fields, "takes_requests": "", "approves_contacts": "1"}
    manager.post(f"/review/manage/{facility}/asking", fields)
    seen = world.services.facilities.get(facility)
    assert seen.contact_rules is not None
    assert (seen.contact_rules.takes_requests, seen.approves_contacts) == (False, True)
    wanted_rows = audit_log.LogFilter(action="settings changed")
    log, _ = audit_log.page(world.services.store, world.staff("auditor", facility), wanted_rows)
    told = [row.details for row in log]
    assert ["approves_contacts" in details for details in told] == [True, False]
    assert all("contact_rules" in details for details in told)
    for field, words in (("most_per_family", "0"), ("most_per_person", "many"), ("who", "x" * 301)):
        manager.get(f"/review/manage/{facility}/asking")
        page = manager.submit("/asking", **{field: words})
        assert page.status == 422
        assert page.form("/asking").fields[field] == words
    assert world.services.facilities.get(facility) == seen


def test_prices_count_at_once_or_from_a_day_on(live: Live, facility: str, manager: Browser) -> None:
    manager.get(f"/review/manage/{facility}")
    page = manager.submit("/prices", message_cents="35")
    assert live.world.services.facilities.get(facility).prices.message_cents == 35
    day = live.world.services.store.clock().year + 1
    page = manager.submit("/prices", message_cents="45", **{"from": f"{day}-02-01"})
    assert "Planned." in page.words
    assert "Message 45¢" in page.words
    page = manager.submit("/prices/drop")
    assert "The present prices stay." in page.words
    assert "Message 45¢" not in page.words
    for wrong in ("2020-01-01", "soon", f"{day}-02-30"):
        page = manager.submit("/prices", **{"from": wrong})
        assert page.status == 422
        assert "Name a day to come" in page.words
        assert page.form("/prices").fields["from"] == wrong


def test_a_pause_is_told_with_its_words(live: Live, facility: str, manager: Browser) -> None:
    manager.get(f"/review/manage/{facility}")
    assert manager.submit("/pause", notice=" ").status == 422
    page = manager.submit("/pause", notice="The power is out until tomorrow.")
    assert "Families read: “The power is out until tomorrow.”" in page.words
    page = manager.submit("/resume")
    assert "Promises run on" in page.words
    assert live.world.services.facilities.get(facility).paused_since is None


def test_rules_and_reasons_are_changed_in_their_rows(live: Live, facility: str, manager: Browser) -> None:
    manager.get(f"/review/manage/{facility}/rules")
    added = {
        "rule_number-1": "9",
        "rule_text-1": "No cards.",
        "reason_rule-1": "9",
        "reason_text-1": "No cards!",
    }
    page = manager.submit("/rules", **added, **{"reason_title-1": "Cards"})
    assert "Saved." in page.words
    assert [one.number for one in live.world.services.facilities.get(facility).rules] == ["6", "9"]
    page = manager.submit("/rules", **{"reason_rule-0": "77"})
    assert page.status == 422
    assert "There is no rule with this number." in page.words
    assert page.form("/rules").fields["reason_rule-0"] == "77"
    manager.get(f"/review/manage/{facility}/rules")
    emptied = {"reason_title-0": "", "reason_text-0": "", "rule_number-0": "", "rule_text-0": ""}
    manager.submit("/rules", **emptied)
    assert [one.number for one in live.world.services.facilities.get(facility).rules] == ["9"]


def test_a_person_is_added_found_and_changed(live: Live, facility: str, manager: Browser) -> None:
    manager.get(f"/review/manage/{facility}/people")
    page = manager.submit("/people/add", name="Mateo Rivera", booking_number="0042", pin="12")
    assert page.status == 422
    assert "Type four to eight digits." in page.words
    assert page.form("/people/add").fields["name"] == "Mateo Rivera"
    page = manager.submit("/people/add", name="Mateo Rivera", booking_number="0042", pin="1357")
    assert "Booking number 0042" in page.words
    page = manager.submit("/housing", housing="B-12")
    assert "B-12" in page.words
    page = manager.submit("/state", state="suspended")
    assert "Suspended" in page.words
    assert manager.submit("/state", state="flying").status == 422
    assert "counts from now on" in manager.submit("/pin", pin="97531").words
    page = manager.get(f"/review/manage/{facility}/people?q=rivera")
    assert "Mateo Rivera" in page.words
    assert "Nobody like this" in manager.get(f"/review/manage/{facility}/people?q=nobody").words
    assert manager.get(f"/review/manage/{facility}/people/unknown").status == 404


def test_a_person_is_transferred_by_a_manager_of_all(live: Live, facility: str) -> None:
    pair, there = live.world.pair(facility_id=facility), live.world.facility()
    person_id = pair.resident.resident.id
    everywhere = signed_in(live, live.world.staff("manager"))
    page = everywhere.get(f"/review/manage/{facility}/people/{person_id}")
    assert everywhere.submit("/transfer", booking_number="5").status == 422
    page = everywhere.submit("/transfer", facility_id=there, booking_number="5")
    assert page.path.startswith(f"/review/manage/{there}/people/{person_id}")
    assert "1 connection went along; 0 things that waited were withdrawn." in page.words


def test_a_file_is_shown_before_it_is_imported(live: Live, facility: str, manager: Browser) -> None:
    manager.get(f"/review/manage/{facility}/people/import")
    text = "booking_number,name,pin\n1,Ana,1234\n2,=Bea,12"
    page = manager.submit("/people/import", text=text, action="preview")
    assert page.status == 422
    assert "1 line can’t be taken" in page.words
    assert "digest" not in page.form("/people/import").fields
    page = manager.submit("/people/import", text=text + "34", action="preview")
    assert "New: active" in page.words
    page = manager.submit("/people/import", action="import")
    assert "2 people were added or changed." in page.words
    page = manager.post(page.path, {})
    stale = manager.get(f"/review/manage/{facility}/people/import")
    form = stale.form("/people/import")
    page = manager.post(form.action, {**form.fields, "text": text, "digest": "0" * 64, "action": "import"})
    assert page.status == 409
    assert "It was not imported" in page.words


def test_somebody_new_is_shown_their_codes_once(live: Live, facility: str, manager: Browser) -> None:
    manager.get(f"/review/manage/{facility}/staff")
    person = {"name": "Nadia K.", "username": "nadia", "role": "reviewer"}
    assert manager.submit("/staff/add", **person, password="short").status == 422
    page = manager.submit("/staff/add", **person, password=PASSWORD)
    assert "This is shown once." in page.words
    assert is_harmless(page)
    secret = re.search(r"Or type into the app: ((?:[A-Z2-7]{4} ?){8})", page.words)
    assert secret is not None
    code = code_at(secret[1].replace(" ", ""), live.world.services.store.clock())
    nadia = Browser(live.port)
    nadia.get("/review")
    assert nadia.submit("/review/sign-in", username="nadia", password=PASSWORD, code=code).path == "/review"
    page = manager.get(f"/review/manage/{facility}/staff")
    assert "Nadia K." in page.words
    assert secret[1] not in page.words
    page = manager.submit("/end")
    assert "can’t sign in any more" in page.words
    assert nadia.get("/review").path == "/review/sign-in"


def test_a_word_list_is_tried_before_it_is_saved_and_marks_for_the_reviewer(
    live: Live, facility: str, manager: Browser
) -> None:
    pair = live.world.pair(facility_id=facility)
    live.world.approve(live.world.reviewer(facility), live.world.send(pair, "a knife for the bread").id)
    manager.get(f"/review/manage/{facility}/words/new")
    page = manager.submit("/words/new", words="kni*fe", action="rehearse")
    assert page.status == 422
    assert "“*” may stand at the end of a word only." in page.words
    page = manager.submit("/words/new", words="knife\nrope", name="Sharp", rule="6", action="rehearse")
    assert "1 of 1 text" in page.words
    assert "100 % would have been false alarms" in page.words
    assert is_harmless(page)
    page = manager.submit("/words/new", action="save")
    assert "2 words · holds 0 now · nothing it held was decided yet" in page.words
    message = live.world.send(pair, "bring the <Knife> tomorrow")
    ruth = at_review(live, facility)
    assert "Held by a word" in ruth.page.words
    assert message.id in ruth.get("/review?held=1").body
    page = ruth.submit(f"/{message.id}/claim")
    assert '&lt;<mark class="held">Knife</mark>&gt;' in page.body
    assert "Sharp, rule 6: 1 place to look at. It held nothing before." in page.words
    ruth.get("/review/batch")
    assert "Nothing is with you" in ruth.page.words
    ruth.get(f"/review/items/{message.id}")
    form = ruth.page.form("/decision")
    fields = {"csrf": form.fields["csrf"], "id-0": message.id, "ok-0": "1"}
    fields |= {"version-0": form.fields["version"], "sha256-0": form.fields["sha256"]}
    assert "a word list holds it" in ruth.post("/review/batch/approve", fields).words
    (link,) = [
        link for link in manager.page.links if "/words/" in link.href and not link.href.endswith("new")
    ]
    manager.get(link.href)
    assert "The list holds nothing any more." in manager.submit("/end").words


ENDS = ("", "/words", "/words/new", "/rules", "/asking", "/people", "/people/import", "/staff")


def test_nobody_else_opens_them(live: Live, facility: str) -> None:
    for role in ("reviewer", "auditor"):
        browser = signed_in(live, live.world.staff(role, facility))
        assert "/review/manage" not in browser.get("/review").body
        for end in ("", *(f"/{facility}{end}" for end in ENDS)):
            assert browser.get(f"/review/manage{end}").status == 403


def test_another_facility_is_unknown(live: Live, manager: Browser) -> None:
    for other in (live.world.facility(), "nowhere"):
        for end in ENDS:
            assert manager.get(f"/review/manage/{other}{end}").status == 404
