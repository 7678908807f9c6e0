"""The managers' word lists: rehearsed on last month's texts before they are saved, and what came of each."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from contract.problems import FieldReason
from server.console import manager
from server.console.desk import AtDesk, Caller, Desk
from server.services.faults import InvalidField
from server.services.staff import StaffCaller
from server.services.word_lists import MOST_LISTS, NAME_CHARACTERS, Rehearsal
from server.services.words import MOST_WORDS, WORD_CHARACTERS
from server.web.fault_words import sentence
from server.web.forms import Form, WebRequest, form_of

NEW: Final = "new"
"""Stands in the address for a list that is not saved yet."""

_SPECIAL: Final = {
    "rule": "There is no rule with this number.",
    "words": "“*” may stand at the end of a word only.",
    "name": f"There are {MOST_LISTS} lists, and that is the most.",
}


class WordListPages(Controller):
    """Everything below a facility's word lists."""

    path = "/manage/{facility_id:str}/words"

    @get("/", sync_to_thread=True)
    def lists(
        self, request: WebRequest, desk: AtDesk, caller: Caller, facility_id: FromPath[str]
    ) -> Response[str]:
        """All lists, each with how often it was a false alarm."""
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/words",
            "manage_words.html",
            lists=desk.services.word_lists.lists(caller.staff, facility_id),
        )

    @get("/{list_id:str}", sync_to_thread=True)
    def read(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        list_id: FromPath[str],
    ) -> Response[str]:
        """One list to change; "new" for one more."""
        return self._page(request, desk, caller, facility_id, list_id)

    @post("/{list_id:str}", sync_to_thread=True)
    def save(
        self,
        request: WebRequest,
        desk: AtDesk,
        caller: Caller,
        facility_id: FromPath[str],
        list_id: FromPath[str],
    ) -> Response[str]:
        """Fields `name`, `rule`, `words` (one per line); with `action` = rehearse it only shows what it would hold."""
        form = form_of(request)
        try:
            if form.word("action") == "rehearse":
                tried = desk.services.word_lists.rehearse(caller.staff, facility_id, form.text("words"))
                return self._page(request, desk, caller, facility_id, list_id, form, tried=tried)
            desk.services.word_lists.save(
                caller.staff,
                facility_id,
                None if list_id == NEW else list_id,
                form.text("name"),
                form.word("rule"),
                form.text("words"),
            )
        except InvalidField as fault:
            faults = {fault.field: _words(fault)}
            return self._page(request, desk, caller, facility_id, list_id, form, faults)
        return manager.saved(facility_id, "/words")

    @post("/{list_id:str}/end", sync_to_thread=True)
    def end(
        self, desk: AtDesk, caller: Caller, facility_id: FromPath[str], list_id: FromPath[str]
    ) -> Response[str]:
        """It holds nothing from now on."""
        desk.services.word_lists.end(caller.staff, facility_id, list_id)
        return manager.saved(facility_id, "/words", done="list_ended")

    def _page(
        self,
        request: WebRequest,
        desk: Desk,
        caller: StaffCaller,
        facility_id: str,
        list_id: str,
        typed: Form | None = None,
        faults: dict[str, str] | None = None,
        tried: Rehearsal | None = None,
    ) -> Response[str]:
        kept = None if list_id == NEW else desk.services.word_lists.one(caller.staff, facility_id, list_id)
        if typed is None:
            typed = Form(
                {"name": kept.name, "rule": kept.rule or "", "words": "\n".join(kept.words)} if kept else {}
            )
        _, settings = desk.services.managing.read(caller.staff, facility_id)
        return manager.show(
            request,
            desk,
            caller,
            facility_id,
            "/words",
            "manage_word_list.html",
            status=422 if faults else 200,
            kept=kept,
            list_id=list_id,
            typed=typed,
            rules=settings.rules,
            tried=tried,
            most=max([count for _, count in tried.by_word] or [1]) if tried else 1,
            faults=defaultdict(str, faults or {}),
            limits={"name": NAME_CHARACTERS, "words": MOST_WORDS, "word": WORD_CHARACTERS},
        )


def _words(fault: InvalidField) -> str:
    if fault.field == "words" and fault.reason is FieldReason.TOO_LONG and fault.limit == MOST_WORDS:
        return f"{fault.count} words; {MOST_WORDS} is the most. Make several lists."
    if fault.field == "words" and fault.reason is FieldReason.TOO_SHORT:
        return "Each line needs two letters or digits at least."
    return sentence(fault, _SPECIAL)
