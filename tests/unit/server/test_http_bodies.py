"""Bodies as no good client sends them: malformed, too long, too odd, too large; each is named, none is a fault."""

from __future__ import annotations

import http.client
import json
import uuid

import pytest

from contract import routes
from contract.limits import MAX_BODY_BYTES
from contract.problems import FieldReason, ProblemType
from tests.odd import naughty_strings
from tests.unit.server.live import Answer, Live
from tests.unit.server.world import PRICE

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("body", "kind", "field", "reason"),
    [
        (b"", ProblemType.MALFORMED, None, None),
        (b"{", ProblemType.MALFORMED, None, None),
        (b"null", ProblemType.MALFORMED, None, None),
        (b"[]", ProblemType.MALFORMED, None, None),
        (b'"text"', ProblemType.MALFORMED, None, None),
        (b"\xff\xfe", ProblemType.MALFORMED, None, None),
        (b'{"contact_id": "\xff"}', ProblemType.MALFORMED, None, None),
        (b"[" * 60_000, ProblemType.MALFORMED, None, None),
        (b"{}", ProblemType.INVALID_FIELD, "contact_id", FieldReason.MISSING),
        (b'{"contact_id": "x"}', ProblemType.INVALID_FIELD, "text", FieldReason.MISSING),
        (
            b'{"contact_id": "x", "text": 5, "price_cents": 25}',
            ProblemType.INVALID_FIELD,
            "text",
            FieldReason.WRONG_TYPE,
        ),
        (
            b'{"contact_id": "x", "text": null, "price_cents": 25}',
            ProblemType.INVALID_FIELD,
            "text",
            FieldReason.WRONG_TYPE,
        ),
        (
            b'{"contact_id": ["x"], "text": "Hello", "price_cents": 25}',
            ProblemType.INVALID_FIELD,
            "contact_id",
            FieldReason.WRONG_TYPE,
        ),
        (
            b'{"contact_id": "x", "text": "Hello", "price_cents": "25"}',
            ProblemType.INVALID_FIELD,
            "price_cents",
            FieldReason.WRONG_TYPE,
        ),
        (
            b'{"contact_id": "x", "text": "Hello", "price_cents": 25.5}',
            ProblemType.INVALID_FIELD,
            "price_cents",
            FieldReason.WRONG_TYPE,
        ),
        (
            b'{"contact_id": "x", "text": "Hello", "price_cents": -1}',
            ProblemType.INVALID_FIELD,
            "price_cents",
            FieldReason.WRONG,
        ),
        (
            b'{"contact_id": "x", "text": "Hello", "price_cents": 99999999999999999999}',
            ProblemType.INVALID_FIELD,
            "price_cents",
            None,
        ),
        (
            b'{"contact_id": "x", "text": "\\ud800", "price_cents": 25}',
            ProblemType.INVALID_FIELD,
            "text",
            FieldReason.FORBIDDEN_CHARACTER,
        ),
        (
            b'{"contact_id": "x", "text": "\\uDC00\\uD83D", "price_cents": 25}',
            ProblemType.INVALID_FIELD,
            "text",
            FieldReason.FORBIDDEN_CHARACTER,
        ),
        (
            json.dumps({"contact_id": "x", "text": "a" * 20_001, "price_cents": 25}).encode(),
            ProblemType.INVALID_FIELD,
            "text",
            FieldReason.TOO_LONG,
        ),
    ],
)
def test_a_body_that_is_none_is_named(
    live: Live, body: bytes, kind: ProblemType, field: str | None, reason: FieldReason | None
) -> None:
    _, token = live.world.member()
    headers = {routes.IDEMPOTENCY_KEY: str(uuid.uuid4())}
    problem = live.call("POST", routes.MESSAGES, token=token, body=body, headers=headers).problem
    assert (problem.kind, problem.field) == (kind, field)
    assert reason is None or problem.reason is reason


def test_what_a_newer_client_says_besides_is_ignored(live: Live) -> None:
    assert live.send(live.world.pair(), mood="hopeful", nested={"a": [1, 2]}).status == 201


@pytest.mark.parametrize(
    ("text", "reason", "count"),
    [
        ("x" * 501, FieldReason.TOO_LONG, 501),
        ("", FieldReason.EMPTY, 0),
        ("a" + "\u0301" * 999, FieldReason.CHARACTER_TOO_COMPLEX, 1),
        ("a\0b", FieldReason.FORBIDDEN_CHARACTER, 3),
        (FAMILY * 501, FieldReason.TOO_LONG, 501),
    ],
)
def test_a_text_is_refused_with_its_reason_limit_and_count(
    live: Live, text: str, reason: FieldReason, count: int
) -> None:
    pair = live.world.pair()
    problem = live.send(pair, text).problem
    assert (problem.kind, problem.status, problem.field) == (ProblemType.INVALID_FIELD, 422, "text")
    assert (problem.reason, problem.limit, problem.count) == (reason, 500, count)
    assert live.call("GET", routes.BALANCE, token=pair.token).json["held_cents"] == 0


@pytest.mark.parametrize("text", ["x" * 500, FAMILY * 500, "abc\u202edef", "\u2067שלום\u2069"])
def test_what_people_see_as_500_characters_passes(live: Live, text: str) -> None:
    assert live.send(live.world.pair(), text).status == 201


def test_odd_texts_never_make_a_fault(live: Live) -> None:
    odd = ["'; DROP TABLE members; --", "<script>alert(1)</script>", "\u202e", "\ufeff", "%s%n", "{{7*7}}"]
    odd += naughty_strings()
    pair = live.world.pair(cents=100_000)
    for text in odd:
        assert live.send(pair, text).status in (201, 422), text
        found = live.call(
            "GET", f"{routes.RESIDENTS.format(facility_id='x')}?q=%00{len(text)}", token=pair.token
        )
        assert found.status in (404, 422, 429)


@pytest.mark.parametrize("size", [MAX_BODY_BYTES + 1, 10_000_000])
def test_a_huge_body_is_refused_unread(live: Live, size: int) -> None:
    pair = live.world.pair()
    body = b'{"text": "' + b"x" * size + b'"}'
    assert _tolerant(live, pair.token, body, None) == (413, ProblemType.TOO_LARGE)


def test_a_huge_body_of_untold_length_is_refused(live: Live) -> None:
    pair = live.world.pair()
    assert _tolerant(live, pair.token, b"x" * 100, chunks=2_000) == (413, ProblemType.TOO_LARGE)


def test_a_body_just_within_the_limit_is_read(live: Live) -> None:
    pair = live.world.pair()
    body = json.dumps({"contact_id": pair.contact_id, "text": "Hello", "price_cents": PRICE, "more": ""})
    body = body.replace('"more": ""', '"more": "' + "x" * (MAX_BODY_BYTES - len(body)) + '"')
    headers = {routes.IDEMPOTENCY_KEY: str(uuid.uuid4())}
    answer = live.call("POST", routes.MESSAGES, token=pair.token, body=body.encode(), headers=headers)
    assert (len(body), answer.status) == (MAX_BODY_BYTES, 201)


def _tolerant(live: Live, token: str, body: bytes, chunks: int | None) -> tuple[int, ProblemType]:
    """Sends a body the server may stop reading; what it answered."""
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        try:
            if chunks is None:
                connection.request("POST", routes.MESSAGES, body, headers)
            else:
                connection.request(
                    "POST", routes.MESSAGES, iter([body] * chunks), headers, encode_chunked=True
                )
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has answered already and reads no more
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        problem = Answer(answer.status, found, answer.read()).problem
        return problem.status, problem.kind
    finally:
        connection.close()
