"""Requests made up from the description, right and wrong: never a fault of the server, always a described answer."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contract.money import Balance
from contract.routes import EVENTS, IDEMPOTENCY_KEY
from tests.scale import rounds
from tests.unit.server.live import Live

AnyOperation: TypeAlias = APIOperation[Any, Any, Any, Any]
AnyCase: TypeAlias = Case[Any]
DESCRIPTION = json.loads((Path(__file__).parents[3] / "contract" / "openapi.json").read_text("utf-8"))


def _read(description: dict[str, Any]) -> Iterator[AnyOperation]:
    """The operations of a description; each must be one the generator understands."""
    for found in schemathesis.openapi.from_dict(description).get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


OPERATIONS = {
    operation.label: operation
    for operation in _read(DESCRIPTION)
    if operation.path != EVENTS  # a stream that never ends has tests of its own
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
TIMEOUT_S = 20


@dataclass
class Asker:
    """Somebody signed in, and what the paths name of theirs."""

    live: Live
    session: requests.Session
    token: str
    own: dict[str, str]

    def ask(self, case: AnyCase, *, is_own: bool) -> int:
        """Sends it as it is, or about something of their own; the status of the answer, a described one."""
        if is_own:
            case.path_parameters.update(
                {name: self.own[name] for name in case.path_parameters if name in self.own}
            )
        headers = {"Authorization": f"Bearer {self.token}"}
        if IDEMPOTENCY_KEY not in (case.headers or {}):
            headers[IDEMPOTENCY_KEY] = str(uuid.uuid4())
        answer = case.call(
            base_url=f"http://127.0.0.1:{self.live.port}",
            session=self.session,
            headers=headers,
            timeout=TIMEOUT_S,
        )
        case.validate_response(answer, checks=CHECKS)
        return answer.status_code


@contextmanager
def somebody(live: Live) -> Iterator[Asker]:
    """A member with a contact, a message and money."""
    pair = live.world.pair(cents=100_000)
    own = {
        "contact_id": pair.contact_id,
        "message_id": live.world.send(pair).id,
        "facility_id": pair.resident.resident.facility_id,
    }
    with requests.Session() as session:
        yield Asker(live, session, pair.token, own)


@pytest.fixture
def asker(live: Live) -> Iterator[Asker]:
    """Somebody on a server of this test's own."""
    with somebody(live) as asker:
        yield asker


def ask_made_up(asker: Asker, label: str) -> Counter[int]:
    """How often each status was the answer; fails at the first that is not described."""
    operation = OPERATIONS[label]
    seen: Counter[int] = Counter()

    @settings(
        max_examples=rounds(8, 200),
        derandomize=rounds(1, 0) == 1,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)),
        is_own=st.booleans(),
    )
    def ask(case: AnyCase, is_own: bool) -> None:
        seen[asker.ask(case, is_own=is_own)] += 1

    ask()
    return seen


@pytest.mark.soak_scaled
@pytest.mark.timeout(rounds(120, 3_600))
def test_every_answer_is_a_described_one(live: Live) -> None:
    seen: Counter[int] = Counter()
    for label in OPERATIONS:
        with somebody(live) as asker:
            seen += ask_made_up(asker, label)
    assert {200, 201, 204, 400, 401, 404, 422} <= set(seen), seen


def test_a_fault_of_the_server_is_noticed(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(asker.live.world.services.vouchers), "balance", broken)
    with pytest.raises(FailureGroup, match="Server error"):
        ask_made_up(asker, "GET /v1/balance")


def test_an_answer_that_is_not_as_described_is_noticed(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_sums(*_: object) -> Balance:
        return Balance(available_cents="much", held_cents=None)  # type: ignore[arg-type]

    monkeypatch.setattr(type(asker.live.world.services.vouchers), "balance", without_sums)
    with pytest.raises(FailureGroup, match="schema"):
        ask_made_up(asker, "GET /v1/balance")
