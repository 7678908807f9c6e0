"""A facility's settings: features, limits, prices and from when on, and its pause."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.facilities import Feature, Prices
from contract.limits import MAX_PRICE_CENTS
from server.console import manager
from server.console.desk import PATH, AtDesk, Caller, Desk
from server.services.faults import InvalidField, NotFound
from server.services.managing import BOUNDS, NOTICE_CHARACTERS, FacilityState
from server.services.staff import StaffCaller
from server.web.fault_words import sentence, whole_number
from server.web.forms import Form, WebRequest, form_of
from server.web.pages import go_to
from server.web.words import zone

CHOICES: Final = 50
"""Facilities on one page."""

FEATURES: Final = (
    (Feature.MESSAGES, "Messages", "Families write to one person."),
    (Feature.REPLIES, "Replies", "People here can answer."),
    (Feature.REPLY_PHOTOS, "Photos in answers", "People here can add one photo to an answer."),
    (Feature.NEWS, "News", "Families post to everybody they know here; people here post to their families."),
    (Feature.PHOTOS, "Photos", "Families share photos."),
    (Feature.PROFILE_PHOTOS, "Profile photos", "Families show their face beside what they write."),
)
NUMBERS: Final = (
    ("message_characters", "Characters of a message, at most", "characters"),
    ("promise_hours", "A decision is promised within", "hours"),
    ("release_delay_s", "An approval can be taken back for", "seconds"),
)
SWITCHES: Final = (
    ("sender_sees_pending", "Senders can read their own text again while it waits", ""),
    (
        "tells_opened",
        "Families see when something of theirs was opened",
        "Switched off, “delivered” is the last they see, also of what was opened before.",
    ),
    ("blurs_photos", "Reviewers see photos blurred until they ask", ""),
)
PRICES: Final = (
    ("message_cents", "Message"),
    ("photo_cents", "Photo"),
    ("status_cents", "News"),
    ("profile_photo_cents", "Profile photo"),
)


class SettingsPages(Controller):
    """The first page of the managers."""

    path = "/manage"

    @get("/", sync_to_thread=True)
    def choose(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """The facilities to choose from, `after` so many; whoever has one goes right to it."""
        known = manager.choices(desk, caller)
        if len(known) == 1:
            return go_to(manager.home(known[0].id))
        asked = request.query_params.get("after", "")
        past = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
        more = past + CHOICES < len(known)
        return desk.show(
            request,
            caller,
            "manage.html",
            choices=known[past : past + CHOICES],
            first=not past,
            onward=f"{PATH}/manage?after={past + CHOICES}" if more else "",
        )

    @get("/{facility_id:str}", sync_to_thread=True)
    def read(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Everything of this page as it is now."""
        return self._page(request, desk, caller, facility_id)

    @post("/{facility_id:str}/settings", sync_to_thread=True)
    def change(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Fields `feature-…`, the numbers, the switches."""
        form = form_of(request)
        _, before = desk.services.managing.read(caller.staff, facility_id)
        numbers = {name: whole_number(form.text(name)) for name, _, _ in NUMBERS}
        faults = {
            name: f"Type a whole number from {BOUNDS[name][0]:,} to {BOUNDS[name][1]:,}."
            for name, value in numbers.items()
            if value is None or not BOUNDS[name][0] <= value <= BOUNDS[name][1]
        }
        if faults:
            return self._page(request, desk, caller, facility_id, form, faults)
        wanted = replace(
            before,
            features=tuple(one for one, _, _ in FEATURES if form.word(f"feature-{one.value}")),
            sender_sees_pending=bool(form.word("sender_sees_pending")),
            tells_opened=bool(form.word("tells_opened")),
            blurs_photos=bool(form.word("blurs_photos")),
            message_characters=numbers["message_characters"] or 0,
            promise_hours=numbers["promise_hours"] or 0,
            release_delay_s=numbers["release_delay_s"] or 0,
        )
        desk.services.managing.change(caller.staff, facility_id, wanted)
        return manager.saved(facility_id)

    @post("/{facility_id:str}/prices", sync_to_thread=True)
    def plan(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Fields with the prices in cents, and `from`: a day, empty for at once."""
        form = form_of(request)
        state, _ = desk.services.managing.read(caller.staff, facility_id)
        cents = {name: whole_number(form.text(name)) for name, _ in PRICES}
        faults = {
            name: f"Type whole cents, from 0 to {MAX_PRICE_CENTS:,}."
            for name, value in cents.items()
            if value is None or value > MAX_PRICE_CENTS
        }
        from_at = None
        if form.word("from"):
            from_at = _midnight(form.word("from"), state)
            if from_at is None or from_at <= desk.services.store.clock():
                faults["from"] = "Name a day to come, like 2027-01-31, or leave it empty for at once."
        if faults:
            return self._page(request, desk, caller, facility_id, form, faults)
        prices = Prices(**{name: value for name, value in cents.items() if value is not None})
        desk.services.managing.plan_prices(caller.staff, facility_id, prices, from_at)
        return manager.saved(facility_id, done="planned" if from_at else "saved")

    @post("/{facility_id:str}/prices/drop", sync_to_thread=True)
    def drop(self, desk: AtDesk, caller: Caller, facility_id: FromPath[str]) -> Response[str]:
        """Forgets what was planned."""
        desk.services.managing.drop_plan(caller.staff, facility_id)
        return manager.saved(facility_id, done="dropped")

    @post("/{facility_id:str}/pause", sync_to_thread=True)
    def pause(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Field `notice`, which families read before they pay."""
        form = form_of(request)
        try:
            desk.services.managing.pause(caller.staff, facility_id, form.text("notice"))
        except InvalidField as fault:
            return self._page(request, desk, caller, facility_id, form, {"notice": sentence(fault)})
        except (
            NotFound
        ):  # paused already by somebody else; an unknown facility is not found on the page either
            return manager.saved(facility_id, done="paused")
        return manager.saved(facility_id, done="paused")

    @post("/{facility_id:str}/resume", sync_to_thread=True)
    def resume(self, desk: AtDesk, caller: Caller, facility_id: FromPath[str]) -> Response[str]:
        """Promises run on."""
        try:
            desk.services.managing.resume(caller.staff, facility_id)
        except NotFound:
            return manager.saved(facility_id, done="resumed")
        return manager.saved(facility_id, done="resumed")

    def _page(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        typed: Form | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response[str]:
        state, settings = desk.services.managing.read(caller.staff, facility_id)
        is_settings = typed is not None and bool(typed.text("promise_hours"))
        is_prices = typed is not None and bool(typed.text("message_cents"))
        known = {name: str(getattr(settings, name)) for name, _, _ in NUMBERS}
        cents = {name: str(getattr(state.prices, name)) for name, _ in PRICES}
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "",
            "manage_settings.html",
            status=422 if faults else 200,
            state=state,
            zone=zone(state.time_zone),
            features=[
                (
                    f"feature-{one.value}",
                    name,
                    words,
                    bool(typed.word(f"feature-{one.value}"))
                    if typed is not None and is_settings
                    else one in settings.features,
                )
                for one, name, words in FEATURES
            ],
            numbers=[
                (name, words, unit, typed.text(name) if typed is not None and is_settings else known[name])
                for name, words, unit in NUMBERS
            ],
            switches=[
                (
                    name,
                    words,
                    hint,
                    bool(typed.word(name)) if typed is not None and is_settings else getattr(settings, name),
                )
                for name, words, hint in SWITCHES
            ],
            prices=[
                (name, words, typed.text(name) if typed is not None and is_prices else cents[name])
                for name, words in PRICES
            ],
            planned=[(words, getattr(state.planned, name)) for name, words in PRICES]
            if state.planned
            else [],
            from_day=typed.text("from") if typed is not None else "",
            notice_words=typed.text("notice") if typed is not None else "",
            notice_characters=NOTICE_CHARACTERS,
            faults=defaultdict(str, faults or {}),
        )


def _midnight(day: str, state: FacilityState) -> datetime | None:
    """The beginning of that day at the facility; None for no day."""
    try:
        local = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=zone(state.time_zone))
    except ValueError:
        return None
    return local.astimezone(UTC)
