"""Every page and form of console and reader, asked for as somebody of one facility: what a test of the walls walks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from litestar import Litestar

from server.app import build_app
from server.web.forms import token_for
from tests.e2e.browser import Browser, Page
from tests.e2e.people import at_reader, signed_in
from tests.e2e.showcase import Showcase
from tests.unit.server.live import Live

COOKIES: Final = ("gettingout_staff", "gettingout_resident")
"""Of the sessions; the forms before them go by the same names with `_form`."""
_PLACE: Final = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass(frozen=True)
class Ask:
    """One request: whose browser, the route as the server names it, and what stands for its places.

    `names` maps places of the route to what the world calls them where that is not the same; `fields` may name such
    things in braces, and so may `query`.
    """

    who: str
    method: str
    route: str
    fields: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def path(self, things: Mapping[str, str]) -> str:
        """The address among these things."""
        path = _PLACE.sub(lambda found: things[self.names.get(found[1], found[1])], self.route)
        return path + (f"?{self.query.format(**things)}" if self.query else "")

    @property
    def places(self) -> tuple[str, ...]:
        """The things its address names."""
        return tuple(self.names.get(name, name) for name in _PLACE.findall(self.route))


def _get(who: str, route: str, query: str = "", **names: str) -> Ask:
    return Ask(who, "GET", route, query=query, names=names)


def _post(who: str, route: str, fields: Mapping[str, str] | None = None, **names: str) -> Ask:
    return Ask(who, "POST", route, fields or {}, names=names)


_ITEM: Final = "/review/items/{item_id:str}"
_HERE: Final = "/review/manage/{facility_id:str}"
_TALK: Final = "/reader/conversations/{contact_id:str}"


def _offers(item_id: str) -> tuple[Ask, ...]:
    """A changed photo is made and offered: of a photo, or of a post."""
    fields = {
        "decision": "offer",
        "reason": "other",
        "note": "The number.",
        "cut-left": "10",
        "version": f"{{{item_id}_version}}",
        "sha256": f"{{{item_id}_sha256}}",
        "offered": f"{{{item_id}_changed_sha256}}",
    }
    return (
        _post("reviewer", f"{_ITEM}/claim", item_id=item_id),
        _get("reviewer", "/review/photos/{item_id:str}/changed", "cut-left=10", item_id=item_id),
        _post("reviewer", f"{_ITEM}/decision", {**fields, "action": "preview"}, item_id=item_id),
        _post("reviewer", f"{_ITEM}/decision", fields, item_id=item_id),
    )


_SEEN: Final = {"version": "1", "sha256": "0" * 64, "action": "preview"}

WALK: Final = (
    _get("nobody", "/review/sign-in"),
    _post("nobody", "/review/sign-in", {"username": "nobody", "password": "x", "code": "1"}),
    _get("nobody", "/review/codes"),
    *(
        _get("reviewer", "/review", query)
        for query in ("", "kind=photo", "member=a", "resident=a", "mine=1", "appeals=1", "held=1")
    ),
    _get("reviewer", "/review/counts"),
    _get("reviewer", "/review/requests"),
    _get("manager", "/review/numbers"),
    _get("manager", "/review/numbers/file"),
    *(_get("reviewer", _ITEM, item_id=one) for one in ("waiting", "held", "appealed", "delivered", "photo")),
    _post("reviewer", f"{_ITEM}/claim", item_id="waiting"),
    _post("reviewer", "/review/items/{item_id:str}/renew", item_id="waiting"),
    _post("reviewer", f"{_ITEM}/decision", {**_SEEN, "decision": "refuse", "note": "No."}, item_id="waiting"),
    _post("reviewer", f"{_ITEM}/skip", item_id="waiting"),
    _post("reviewer", f"{_ITEM}/claim", item_id="waiting"),
    _post(
        "reviewer",
        f"{_ITEM}/decision",
        {
            "decision": "refuse",
            "reason": "other",
            "note": "Not so.",
            "version": "{waiting_version}",
            "sha256": "{waiting_sha256}",
        },
        item_id="waiting",
    ),
    _post("reviewer", f"{_ITEM}/claim", item_id="photo"),
    _get("reviewer", "/review/photos/{item_id:str}", item_id="photo"),
    _post(
        "reviewer",
        f"{_ITEM}/decision",
        {"decision": "approve", "version": "{photo_version}", "sha256": "{photo_sha256}"},
        item_id="photo",
    ),
    _post("reviewer", f"{_ITEM}/take-back", item_id="photo"),
    *_offers("offered"),
    *_offers("offered_post"),
    _post("reviewer", "/review/next", {"after": "{waiting}"}),
    _post("reviewer", "/review/batch/claim"),
    _get("reviewer", "/review/batch"),
    _post("reviewer", "/review/batch/renew"),
    _post(
        "reviewer",
        "/review/batch/approve",
        {"ok-0": "1", "id-0": "{waiting}", "version-0": "9", "sha256-0": "{photo_sha256}"},
    ),
    _post("second", f"{_ITEM}/step-back", {"whom": "member"}, item_id="held"),
    _post("reviewer", "/review/requests/{contact_id:str}/decline", contact_id="asked"),
    _post("reviewer", "/review/requests/{contact_id:str}/decline", {"reason": "No."}, contact_id="asked"),
    _post("reviewer", "/review/requests/{contact_id:str}/approve", contact_id="asked"),
    *(_get("auditor", "/review/log", query) for query in ("", "who=a", "subject={waiting}", "before=40")),
    _get("auditor", "/review/log/export"),
    _get("manager", "/review/manage"),
    *(
        _get("manager", _HERE + end)
        for end in ("", "/rules", "/asking", "/words", "/people", "/people/import", "/staff")
    ),
    _get("manager", f"{_HERE}/people", "q=a"),
    _get("manager", f"{_HERE}/people/{{person_id:str}}"),
    *(_get("manager", f"{_HERE}/words/{{list_id:str}}", list_id=one) for one in ("new", "list_id")),
    _post("manager", f"{_HERE}/settings", {"promise_hours": "x"}),
    _post(
        "manager",
        f"{_HERE}/settings",
        {
            "promise_hours": "24",
            "message_characters": "500",
            "release_delay_s": "60",
            **{
                f"feature-{one}": "1"
                for one in ("messages", "replies", "reply_photos", "news", "photos", "profile_photos")
            },
        },
    ),
    _post(
        "manager",
        f"{_HERE}/prices",
        {
            "message_cents": "25",
            "photo_cents": "25",
            "status_cents": "25",
            "profile_photo_cents": "0",
            "from": "2027-01-01",
        },
    ),
    _post("manager", f"{_HERE}/prices/drop"),
    _post("manager", f"{_HERE}/pause", {"notice": "The water is off."}),
    _post("manager", f"{_HERE}/resume"),
    _post("manager", f"{_HERE}/rules", {"rule_number-0": "6", "rule_text-0": "No numbers."}),
    _post("manager", f"{_HERE}/asking", {"takes_requests": "1", "most_per_family": "none"}),
    _post(
        "manager",
        f"{_HERE}/asking",
        {"takes_requests": "1", "approves_contacts": "1", "who": "Adults.", "most_per_person": "20"},
    ),
    _post("manager", f"{_HERE}/words/{{list_id:str}}", {"words": "porch", "action": "rehearse"}),
    _post("manager", f"{_HERE}/words/{{list_id:str}}", {"name": "Sharp", "words": "knife"}),
    _post("manager", f"{_HERE}/words/{{list_id:str}}/end"),
    _post("manager", f"{_HERE}/people/add", {"name": "Ana Silva", "booking_number": "881", "pin": "1357"}),
    _post("manager", f"{_HERE}/people/import", {"text": "booking_number,name,pin\n882,Bo Lee,1357"}),
    _post("manager", f"{_HERE}/people/import", {"text": "booking_number,name\n882,Bo", "action": "import"}),
    _post("manager", f"{_HERE}/people/{{person_id:str}}/state", {"state": "active"}),
    _post("manager", f"{_HERE}/people/{{person_id:str}}/housing", {"housing": "B-2"}),
    _post(
        "manager",
        f"{_HERE}/people/{{person_id:str}}/transfer",
        {"facility_id": "{facility_id}", "booking_number": "883"},
    ),
    _post(
        "manager",
        f"{_HERE}/staff/add",
        {"username": "late{made}", "name": "Late", "role": "reviewer", "password": "a long first password"},
    ),
    _post("manager", f"{_HERE}/staff/{{staff_id:str}}/codes"),
    _get("nobody", "/reader/sign-in"),
    _post("nobody", "/reader/sign-in", {"booking_number": "nobody", "pin": "1"}),
    _get("resident", "/reader"),
    _get("resident", _TALK),
    _get("resident", f"{_TALK}/block"),
    _post("resident", f"{_TALK}/messages/{{message_id:str}}/open", message_id="delivered"),
    _post("resident", f"{_TALK}/replies", {"text": "A word from here.", "key": str(uuid.uuid4())}),
    _post("resident", f"{_TALK}/messages/{{message_id:str}}/withdraw", message_id="reply"),
    _get("resident", f"{_TALK}/messages/{{message_id:str}}/photo/{{size:int}}", message_id="answer"),
    _get("resident", "/reader/photos/{contact_id:str}"),
    _get("resident", "/reader/news"),
    _post("resident", "/reader/news/{post_id:str}/open"),
    _get("resident", "/reader/news/{post_id:str}/photo/{size:int}"),
    _post("resident", "/reader/news/own", {"text": "To everybody.", "key": str(uuid.uuid4())}),
    _post("resident", "/reader/news/own/{post_id:str}/withdraw", post_id="own_post"),
    _get("resident", "/reader/pictures"),
    _post("resident", "/reader/pictures/{photo_id:str}/open"),
    _get("resident", "/reader/pictures/{photo_id:str}/{size:int}"),
    _post("resident", "/reader/requests/{contact_id:str}/decline", {"reason": "x" * 900}, contact_id="asks"),
    _post("resident", "/reader/requests/{contact_id:str}/accept", contact_id="asks"),
    _post("resident", "/reader/requests/{contact_id:str}/decline", contact_id="asks"),
    _post("resident", f"{_TALK}/block"),
    _post("resident", f"{_TALK}/unblock"),
    _post("manager", f"{_HERE}/staff/{{staff_id:str}}/end"),
    _post("reviewer", "/review/sign-out"),
    _post("resident", "/reader/sign-out"),
    _post("manager", f"{_HERE}/people/{{person_id:str}}/pin", {"pin": "9753"}),
)
"""Those that end something stand last."""


def routes_of(live: Live) -> set[tuple[str, str]]:
    """Every method and route below /review and /reader."""
    app: Litestar = build_app(live.world.services.settings, live.world.services)
    found = set()
    for route in app.routes:
        for name in getattr(route, "methods", ()):
            if name != "OPTIONS" and route.path.split("/")[1] in ("review", "reader"):
                found.add((name, route.path))
    return found


def browsers(showcase: Showcase) -> dict[str, Browser]:
    """Everybody of the facility at a browser of their own."""
    live = showcase.live
    staff = {name: getattr(showcase, name) for name in ("reviewer", "second", "manager", "auditor")}
    people = {name: signed_in(live, one) for name, one in staff.items()}
    return {**people, "resident": at_reader(live, showcase.pair), "nobody": Browser(live.port)}


def walk(
    asks: tuple[Ask, ...], people: Mapping[str, Browser], things: Mapping[str, str]
) -> Iterator[tuple[Ask, str, Page]]:
    """Every answer, redirects not followed; forms carry the token of their browser's session."""
    for ask in asks:
        browser, path = people[ask.who], ask.path(things)
        if ask.method == "GET":
            yield ask, path, browser.raw("GET", path, b"", {})
            continue
        fields = {name: value.format(**things) for name, value in ask.fields.items()}
        cookie = COOKIES[path.startswith("/reader")]
        secret = browser.jar.get(cookie) or browser.jar.get(f"{cookie}_form", "")
        yield ask, path, browser.post(path, {"csrf": token_for(secret), **fields}, follow=False)
