"""A facility's rules for families, and the coded reasons by which reviewers do not approve."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import replace
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.facilities import Rule
from server.console import manager
from server.console.desk import AtDesk, Caller, Desk
from server.services.faults import InvalidField
from server.services.managing import MOST_RULES
from server.services.staff import StaffCaller
from server.store.tables.facilities import Reason
from server.web.fault_words import sentence
from server.web.forms import Form, WebRequest, form_of

FREE_ROWS: Final = 2
"""Empty rows below the others, for new ones."""

RULE_FIELDS: Final = ("rule_number", "rule_text")
REASON_FIELDS: Final = ("reason_code", "reason_rule", "reason_title", "reason_text")
_SPECIAL: Final = {
    "rule_number": "Another rule has this number.",
    "reason_rule": "There is no rule with this number.",
    "reason_title": "Another reason is like this one.",
}

Row = dict[str, str]


class RulePages(Controller):
    """Both lists on one page, saved together: a reason stands on a rule."""

    path = "/manage/{facility_id:str}/rules"

    @get("/", sync_to_thread=True)
    def read(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """The lists with some empty rows below."""
        _, settings = desk.services.managing.read(caller.staff, facility_id)
        rules = [{"rule_number": one.number, "rule_text": one.text} for one in settings.rules]
        reasons = [
            {
                "reason_code": one.code,
                "reason_rule": one.rule or "",
                "reason_title": one.title,
                "reason_text": one.text,
            }
            for one in settings.reasons
        ]
        return self._page(request, desk, caller, facility_id, rules, reasons, {})

    @post("/", sync_to_thread=True)
    def change(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """Rows `rule_number-N`, `rule_text-N`, and `reason_…-N`; an emptied row is a removed one."""
        form = form_of(request)
        rules = _rows(form, RULE_FIELDS)
        reasons = _rows(form, REASON_FIELDS)
        _, before = desk.services.managing.read(caller.staff, facility_id)
        wanted = replace(
            before,
            rules=tuple(Rule(number=one["rule_number"], text=one["rule_text"]) for one in rules),
            reasons=tuple(
                Reason(
                    code=one["reason_code"] or f"own-{uuid.uuid4().hex[:12]}",
                    rule=one["reason_rule"] or None,
                    title=one["reason_title"],
                    text=one["reason_text"],
                )
                for one in reasons
            ),
        )
        try:
            desk.services.managing.change(caller.staff, facility_id, wanted)
        except InvalidField as fault:
            words = sentence(fault, _SPECIAL)
            return self._page(request, desk, caller, facility_id, rules, reasons, {fault.field: words})
        return manager.saved(facility_id, "/rules")

    def _page(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        rules: list[Row],
        reasons: list[Row],
        faults: dict[str, str],
    ) -> Response[str]:
        free = FREE_ROWS if len(rules) + FREE_ROWS <= MOST_RULES else 0
        free_reasons = FREE_ROWS if len(reasons) + FREE_ROWS <= MOST_RULES else 0
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/rules",
            "manage_rules.html",
            status=422 if faults else 200,
            rules=[*rules, *(dict.fromkeys(RULE_FIELDS, "") for _ in range(free))],
            reasons=[*reasons, *(dict.fromkeys(REASON_FIELDS, "") for _ in range(free_reasons))],
            numbers=[one["rule_number"] for one in rules if one["rule_number"]],
            faults=defaultdict(str, faults),
        )


def _rows(form: Form, names: tuple[str, ...]) -> list[Row]:
    """The rows in which anything is typed, in their order."""
    found = []
    for place in range(MOST_RULES + FREE_ROWS):
        row = {name: " ".join(form.text(f"{name}-{place}").split()) for name in names}
        if any(value for name, value in row.items() if name not in ("reason_code", "reason_rule")):
            found.append(row)
    return found
