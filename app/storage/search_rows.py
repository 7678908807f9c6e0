"""Finds messages by their words, whatever is typed, and cuts out the words around the hit."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.values import SearchHit
from app.storage.kept_rows import outbox_rows, to_text
from app.storage.message_rows import decode_message
from app.storage.sql import Connection, fetch
from contract import limits

CANDIDATES = 500
SCANNED = 5_000
SNIPPET_WORDS = 12
SNIPPET_SIGNS = 30


class _Hit(msgspec.Struct, frozen=True, array_like=True):
    snippet: str
    body: bytes
    name: str | None


class _Name(msgspec.Struct, frozen=True, array_like=True):
    id: str
    name: str


def search(connection: Connection, words: str, limit: int) -> list[SearchHit]:
    """Messages that hold all the words, the last one perhaps begun only; what waits here first, then the newest.

    Text without words for the index (signs, emoji), or inside of words, is looked for in the newest messages.
    """
    wanted = limits.normalise(words.replace("\x00", " ")).encode("utf-8", "ignore").decode()
    terms = wanted.split()
    if not terms:
        return []
    hits = _search_outbox(connection, terms)
    found = _by_index(connection, terms) or _by_scan(connection, terms)
    found.sort(key=lambda pair: -pair[0])
    return (hits + [hit for _, hit in found])[:limit]


def match_expression(terms: list[str]) -> str:
    """The query for FTS5: every term a quoted string, so nothing typed is syntax."""
    return " ".join('"' + term.replace('"', '""') + '"' for term in terms) + "*"


def _by_index(connection: Connection, terms: list[str]) -> list[tuple[int, SearchHit]]:
    rows = fetch(
        connection,
        "SELECT w.snippet, m.body, c.name FROM"
        " (SELECT rowid AS position, snippet(cache_words, 0, '', '', '…', ?) AS snippet FROM cache_words"
        "  WHERE cache_words MATCH ? ORDER BY rowid DESC LIMIT ?) AS w"
        " JOIN cache_message AS m ON m.position = w.position"
        " LEFT JOIN cache_contact AS c ON c.id = m.contact_id",
        (SNIPPET_WORDS, match_expression(terms), CANDIDATES),
        _Hit,
    )
    return [_hit(row) for row in rows]


def _by_scan(connection: Connection, terms: list[str]) -> list[tuple[int, SearchHit]]:
    condition = " AND ".join(["instr(lower(w.text), lower(?)) > 0"] * len(terms))
    rows = fetch(
        connection,
        "SELECT w.text, m.body, c.name FROM"
        " (SELECT rowid, text FROM cache_words ORDER BY rowid DESC LIMIT ?) AS w"
        " JOIN cache_message AS m ON m.position = w.rowid"
        " LEFT JOIN cache_contact AS c ON c.id = m.contact_id"
        f" WHERE {condition} LIMIT ?",
        (SCANNED, *terms, CANDIDATES),
        _Hit,
    )
    return [_hit(msgspec.structs.replace(row, snippet=_cut(row.snippet, terms[0]))) for row in rows]


def _search_outbox(connection: Connection, terms: list[str]) -> list[SearchHit]:
    names: dict[str, str] | None = None
    hits: list[SearchHit] = []
    for row in reversed(outbox_rows(connection)):
        text = to_text(row.text)
        if all(term.casefold() in text.casefold() for term in terms):
            if names is None:
                found = fetch(connection, "SELECT id, name FROM cache_contact", (), _Name)
                names = {contact.id: contact.name for contact in found}
            name = names.get(row.contact_id, "")
            hits.append(SearchHit(row.contact_id, name, row.local_id, _cut(text, terms[0]), row.created_at))
    return hits


def _hit(row: _Hit) -> tuple[int, SearchHit]:
    message = decode_message(row.body)
    key = message.local_id or message.id
    at: datetime = message.created_at
    return message.sequence, SearchHit(message.contact_id, row.name or "", key, row.snippet, at)


def _cut(text: str, term: str) -> str:
    """The words around the first place of the term."""
    place = max(0, text.casefold().find(term.casefold()))
    start = max(0, place - SNIPPET_SIGNS)
    end = min(len(text), place + len(term) + SNIPPET_SIGNS)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
