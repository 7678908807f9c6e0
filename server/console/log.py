"""The auditor's pages: the log with filters, and its export."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.response import Stream

from server.console.desk import PATH, AtDesk, Caller
from server.services import audit_log
from server.services.audit_log import LogFilter
from server.services.staff import AUDITING
from server.web.forms import WebRequest
from server.web.pages import HEADERS

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
BAD_DAY: Final = "Write days as year, month, day, for example 2026-11-23. Nothing was looked for."
_FIELDS: Final = ("who", "action", "subject", "since", "until")


class LogPages(Controller):
    """Looking at the log."""

    path = "/log"

    @get("/", sync_to_thread=True)
    def log(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """The newest rows that match `who`, `action`, `subject`, `since`, `until` (days); `before` leads on."""
        asked = {name: request.query_params.get(name, "").strip()[:80] for name in _FIELDS}
        until = _day(asked["until"])
        is_odd = any(asked[name] and _day(asked[name]) is None for name in ("since", "until"))
        wanted = LogFilter(
            who=asked["who"],
            action=asked["action"],
            subject=asked["subject"],
            since=_day(asked["since"]),
            until=until + timedelta(days=1) if until else None,
        )
        before = request.query_params.get("before", "")
        is_number = before.isascii() and before.isdigit() and len(before) < 16
        store = desk.services.store
        rows, onward = (
            ((), None)
            if is_odd
            else audit_log.page(store, caller.staff, wanted, int(before) if is_number else None)
        )
        kept = {name: value for name, value in asked.items() if value}
        return desk.show(
            request,
            caller,
            "log.html",
            rows=rows,
            asked=asked,
            fault=BAD_DAY if is_odd else "",
            details=[_pairs(row.details) for row in rows],
            status=422 if is_odd else 200,
            actions=audit_log.actions(store, caller.staff),
            zone=UTC,
            onward=f"{PATH}/log?{urlencode({**kept, 'before': onward})}" if onward else "",
        )

    @get("/export", sync_to_thread=True)
    def export(self, desk: AtDesk, caller: Caller) -> Stream:
        """The whole log as lines of JSON, to be saved; `python -m server audit verify` proves it."""
        caller.staff.must_be(AUDITING)
        name = f"audit-{desk.services.store.clock():%Y-%m-%d}.jsonl"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        lines = audit_log.export(desk.services.store, caller.staff)
        return Stream(lines, media_type="application/x-ndjson", headers=headers)


def _pairs(details: str) -> list[tuple[str, str]]:
    """What a row says besides, by name; a value of several stands as it is kept."""
    found: dict[str, object] = json.loads(details or "{}")
    return [
        (name.replace("_", " "), value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in found.items()
    ]


def _day(typed: str) -> datetime | None:
    if not _DAY.fullmatch(typed):
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=UTC)
    except ValueError:
        return None
