"""What every page must hold: who may send a form, which headers go with it, and that nothing typed becomes a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract.contacts import ContactRequest
from contract.messages import State
from server.web.forms import Realm
from server.web.pages import WITH_SCRIPT, Pages
from tests.e2e.browser import Browser, Page, is_harmless
from tests.e2e.people import at_reader, at_review
from tests.unit.server.live import Live
from tests.unit.server.world import Pair

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'\"><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><base href=//evil.example>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "&lt;b&gt;&amp;",
    "javascript:alert(1)//https://evil.example",
    "<!--",
    "]]><style>*{display:none}</style>",
]


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair()


def check_headers(page: Page) -> None:
    policy = WITH_SCRIPT if any(tag.name == "script" for tag in page.tags) else POLICY
    assert page.headers["content-security-policy"] == policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-type"] == "text/html; charset=utf-8"


def test_every_page_carries_the_same_headers(live: Live, pair: Pair) -> None:
    message = live.world.send(pair)
    ruth, linh = at_review(live), at_reader(live, pair)
    conversation = f"/reader/conversations/{pair.contact_id}"
    for browser, paths in (
        (ruth, ["/review", "/review/requests", f"/review/items/{message.id}", "/review/items/unknown"]),
        (linh, ["/reader", conversation, f"{conversation}/block", "/reader/conversations/unknown"]),
        (Browser(live.port), ["/review/sign-in", "/reader/sign-in"]),
    ):
        for path in paths:
            page = browser.get(path)
            check_headers(page)
            assert is_harmless(page)
            assert page.body.count("<h1") == 1
            assert '<html lang="en">' in page.body
    redirect = Browser(live.port).raw("GET", "/review", b"", {})
    assert redirect.status == 303
    check_headers(redirect)


def test_a_refused_form_is_a_page_with_the_same_headers(live: Live) -> None:
    page = Browser(live.port).post("/review/sign-in", {})
    assert page.status == 403
    check_headers(page)


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("", {}),
        ("0" * 64, {}),
        ("ü", {}),
        ("right", {"Origin": "https://evil.example"}),
        ("right", {"Origin": "null"}),
        ("right", {"Origin": "http://127.0.0.1:1"}),
        ("right", {"Origin": "file://"}),
        ("right", {"Sec-Fetch-Site": "cross-site"}),
        ("right", {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_a_form_from_elsewhere_does_nothing(
    live: Live, pair: Pair, token: str, headers: dict[str, str]
) -> None:
    message = live.world.send(pair)
    ruth = at_review(live)
    form = ruth.page.form("/claim")
    fields = {**form.fields, "csrf": form.fields["csrf"] if token == "right" else token}
    page = ruth.post(form.action, fields, headers)
    assert page.status == 403
    assert "This form could not be accepted" in page.words
    assert live.world.services.messages.get(pair.member_id, message.id).state is State.PENDING


def test_a_form_without_its_token_is_refused_everywhere(live: Live, pair: Pair) -> None:
    ruth, linh = at_review(live), at_reader(live, pair)
    for browser, path in (
        (ruth, "/review/sign-in"),
        (ruth, "/review/sign-out"),
        (ruth, "/review/next"),
        (ruth, "/review/items/any/decision"),
        (ruth, "/review/items/any/skip"),
        (ruth, f"/review/requests/{pair.contact_id}/approve"),
        (ruth, f"/review/requests/{pair.contact_id}/decline"),
        (linh, "/reader/sign-in"),
        (linh, "/reader/sign-out"),
        (linh, f"/reader/requests/{pair.contact_id}/accept"),
        (linh, f"/reader/requests/{pair.contact_id}/decline"),
        (linh, f"/reader/conversations/{pair.contact_id}/replies"),
        (linh, f"/reader/conversations/{pair.contact_id}/messages/any/open"),
        (linh, f"/reader/conversations/{pair.contact_id}/messages/any/withdraw"),
        (linh, f"/reader/conversations/{pair.contact_id}/block"),
        (linh, f"/reader/conversations/{pair.contact_id}/unblock"),
    ):
        assert browser.post(path, {"text": "x"}).status == 403, path
    assert ruth.get("/review").path == "/review"
    assert linh.get("/reader").path == "/reader"


def test_the_token_of_one_session_does_not_open_another(live: Live) -> None:
    ruth, omar = at_review(live), at_review(live)
    token = ruth.page.form("/sign-out").fields["csrf"]
    assert omar.post("/review/sign-out", {"csrf": token}).status == 403
    assert ruth.jar["gettingout_staff"] not in ruth.page.body


def test_a_browser_that_names_no_origin_is_known_by_the_token(live: Live) -> None:
    ruth = at_review(live)
    body = f"csrf={ruth.page.form('/sign-out').fields['csrf']}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ruth.raw("POST", "/review/sign-out", body, headers).status == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"csrf=%ED%A0%80", "application/x-www-form-urlencoded", 400),
        ("csrf=ü".encode(), "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 310, "application/x-www-form-urlencoded", 400),
        (b"", "", 400),
        (b"text=" + b"x" * 10_000_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_what_is_no_form_is_refused_in_words(live: Live, body: bytes, kind: str, status: int) -> None:
    browser = at_review(live)
    page = browser.raw("POST", "/review/next", body, {"Content-Type": kind})
    assert page.status == status
    check_headers(page)
    assert "Nothing was changed." in page.words


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(live: Live) -> None:
    page = Browser(live.port).raw("GET", "/reader/sign-in", b"", {})
    (cookie,) = page.cookies
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_cookies_are_for_tls_only_where_there_is_tls() -> None:
    realm = Realm("/review", "gettingout_staff", secure=True)
    header = realm.set(realm.session_cookie, "token").to_header(header="")
    assert header.startswith("__Host-gettingout_staff=token")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(header.split("; "))
    assert "Domain" not in header


def test_a_browser_that_came_by_tls_is_told_to_stay_with_it() -> None:
    page = Pages(https=True).show("trouble.html", heading="x", sentence="y", home="/", look=None)
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    plain = Pages(https=False).show("trouble.html", heading="x", sentence="y", home="/", look=None)
    assert "Strict-Transport-Security" not in plain.headers


def test_signing_in_gives_another_cookie_than_the_forms(live: Live) -> None:
    browser = at_review(live)
    assert browser.jar["gettingout_staff"] != browser.jar.get("gettingout_staff_form")


@pytest.mark.parametrize("payload", [one for one in PAYLOADS if "<s" in one or "<i" in one or "<b" in one])
def test_the_check_of_these_tests_sees_what_was_not_escaped(payload: str) -> None:
    assert not is_harmless(Page(200, [], f"<textarea>{payload}</textarea><p>{payload}</p>", "/"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_type_stays_text(live: Live, payload: str) -> None:
    world = live.world
    facility_id = world.facility(approves_contacts=True)
    resident = world.resident(facility_id, name=payload, number="55")
    member, token = world.member(name=payload)
    request = ContactRequest(resident_id=resident.resident.id, relationship=payload[:40])
    asked = world.services.contacts.request(member.member_id, request)
    ruth = at_review(live, facility_id)
    _same(ruth.get("/review/requests"), payload)
    _same(ruth.submit(f"/{asked.id}/decline", reason=payload + "x" * 500), payload)
    ruth.get("/review/requests")
    ruth.submit(f"/{asked.id}/approve")
    linh = Browser(live.port)
    linh.get("/reader")
    _same(linh.submit("/sign-in", booking_number=payload, pin="1"), payload)
    _same(linh.submit("/sign-in", booking_number="55", pin="2468"), payload)
    pair = Pair(member, token, resident, asked.id)
    _same(linh.submit(f"/{asked.id}/accept"), payload)
    message = world.send(pair, payload)
    _same(ruth.get("/review"), payload)
    _same(ruth.submit(f"/{message.id}/claim"), payload)
    typed = {"decision": "refuse", "reason": payload, "mark": payload + "\n" + payload + "?", "note": payload}
    _same(ruth.submit("/decision", **typed, action="decide"), payload)
    _same(
        ruth.submit("/decision", **{**typed, "reason": "other", "mark": payload}, action="preview"), payload
    )
    ruth.submit("/decision", decision="approve")
    linh.get(f"/reader/conversations/{asked.id}")
    _same(linh.submit(f"/{message.id}/open"), payload)
    _same(linh.submit("/replies", text=payload + "x" * 500), payload)
    linh.get(f"/reader/conversations/{asked.id}")
    _same(linh.submit("/replies", text=payload), payload)
    ruth.get("/review")
    _same(ruth.submit("/review/next"), payload)
    _same(ruth.submit("/decision", decision="refuse", reason="other", note=payload), payload, shown=False)
    _same(linh.get(f"/reader/conversations/{asked.id}"), payload)
    _same(ruth.get(f"/review?done={payload.encode().hex()}"), payload, shown=False)


def test_a_text_that_turns_direction_is_isolated_and_the_reviewer_is_told(live: Live, pair: Pair) -> None:
    message = live.world.send(pair, "pay \u202egnp.exe\u202c and \u2067look")
    ruth = at_review(live)
    page = ruth.submit(f"/{message.id}/claim")
    assert "The text has 3 invisible signs that turn the direction of reading." in page.words
    assert '<div class="letter" id="letter">pay \u202egnp.exe\u202c and \u2067look</div>' in page.body
    css = ruth.raw("GET", "/assets/pages.css", b"", {}).body
    assert "unicode-bidi: plaintext" in css


def test_only_listed_files_are_served(live: Live) -> None:
    browser = Browser(live.port)
    css = browser.raw("GET", "/assets/tokens.css", b"", {})
    assert (css.status, css.headers["x-content-type-options"]) == (200, "nosniff")
    for path in ("/assets/layout.html", "/assets/..%2fpages.py", "/assets/%2e%2e/pages.py", "/assets/"):
        assert browser.raw("GET", path, b"", {}).status == 404


def test_pages_need_no_secret_of_the_embedded_backend(data: Path) -> None:
    with Live.start(data, secret="a secret of this start") as live:
        assert Browser(live.port).get("/reader").status == 200


def test_a_fault_of_ours_is_a_page_in_plain_words(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ruth = at_review(live)
    monkeypatch.setattr("server.console.queue.row", _broken)
    live.world.send(live.world.pair())
    page = ruth.get("/review")
    assert page.status == 500
    check_headers(page)
    assert "Something went wrong on our side" in page.words
    assert "secret of the fault" not in page.body


def _broken(*_: object) -> None:
    raise RuntimeError("secret of the fault")


def _same(page: Page, payload: str, shown: bool = True) -> None:
    """Only our own tags, and the payload as the text it is."""
    assert is_harmless(page), page.body
    if shown:
        read = page.exact + json.dumps([dict(tag.attributes) for tag in page.tags], ensure_ascii=False)
        assert payload in read or json.dumps(payload, ensure_ascii=False)[1:-1] in read, page.path


@pytest.mark.parametrize(
    ("path", "style", "onward"),
    [
        ("/review/nowhere", "console.css", "/review"),
        ("/review/items/any/nowhere/at/all", "console.css", "/review"),
        ("/review/nothing/%00", "console.css", "/review"),
        ("/reader/nowhere", "reader.css", "/reader"),
        ("/reader/conversations/any/nowhere?x=<script>", "reader.css", "/reader"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_page_of_its_side(
    live: Live, pair: Pair, path: str, style: str, onward: str
) -> None:
    for browser in (Browser(live.port), at_review(live), at_reader(live, pair)):
        page = browser.raw("GET", path, b"", {})
        assert page.status == 404
        check_headers(page)
        assert is_harmless(page)
        assert "There is nothing here" in page.words
        assert style in page.body
        assert page.links_to(onward)


def test_a_wrong_method_is_a_page_too_and_other_addresses_stay_problems(live: Live) -> None:
    browser = Browser(live.port)
    for method, path in (("PUT", "/review/requests"), ("DELETE", "/reader"), ("POST", "/review/log")):
        page = browser.raw(method, path, b"", {})
        assert page.status == 405
        check_headers(page)
        assert "That did not work" in page.words
    for path in ("/nowhere", "/reviewing", "/readers/x", "/v1/nothing"):
        answer = browser.raw("GET", path, b"", {})
        assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
