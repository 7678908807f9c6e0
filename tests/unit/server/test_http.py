"""The JSON interface as strangers find it: every wrong request gets one problem, and never a fault of ours."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path

import msgspec
import pytest

from contract import routes
from contract.contacts import CannotWrite
from contract.facilities import Feature, Prices
from contract.messages import Message, State
from contract.problems import FieldReason, ProblemType
from contract.server_info import OLDEST_CLIENT, ServerInfo
from server.services.messages import MessageService
from server.services.standing import ResidentState
from server.store.engine import DatabaseBusy
from tests.unit.server.live import Live
from tests.unit.server.world import OPERATOR, PASSWORD


def test_the_server_says_who_it_is_before_anybody_signs_in(live: Live) -> None:
    answer = live.call("GET", routes.SERVER)
    info = msgspec.json.decode(answer.body, type=ServerInfo)
    assert (answer.status, info.oldest_client) == (200, OLDEST_CLIENT)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_way_of_a_message_over_http(live: Live) -> None:
    pair, reviewer = live.world.pair(cents=100), live.world.reviewer()
    sent = live.send(pair, "Hello")
    assert sent.status == 201
    message_id = sent.json["id"]
    live.world.approve(reviewer, message_id)
    live.world.services.inbox.open(pair.resident, message_id)
    found = live.call("GET", routes.path(routes.MESSAGE, message_id=message_id), token=pair.token)
    message = msgspec.json.decode(found.body, type=Message)
    assert (message.state, message.text) == (State.OPENED, "Hello")
    assert live.call("GET", routes.BALANCE, token=pair.token).json["available_cents"] == 75


def test_unknown_paths_and_methods_are_problems_too(live: Live) -> None:
    assert live.call("GET", "/v1/nothing").problem.kind is ProblemType.NOT_FOUND
    assert live.call("GET", "/").problem.kind is ProblemType.NOT_FOUND
    assert live.call("PUT", routes.ACCOUNT).problem.kind is ProblemType.METHOD_NOT_ALLOWED
    assert live.call("DELETE", routes.MESSAGES).problem.kind is ProblemType.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer " + "a" * 43, "Bearer é"],
)
def test_without_a_good_token_nobody_gets_anywhere(live: Live, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = live.call("GET", routes.ACCOUNT, headers=headers)
    assert (answer.problem.kind, answer.status) == (ProblemType.SIGNED_OUT, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_revoked_in_the_middle_of_work_is_dead_at_the_next_request(live: Live) -> None:
    pair = live.world.pair()
    assert live.send(pair).status == 201
    live.world.services.accounts.sign_out(pair.member)
    answers = [live.send(pair), live.call("GET", routes.MESSAGES, token=pair.token)]
    assert [answer.problem.kind for answer in answers] == [ProblemType.SIGNED_OUT] * 2


def test_money_problems_carry_what_the_client_needs(live: Live) -> None:
    facility = live.world.facility()
    pair = live.world.pair(cents=10, facility_id=facility)
    problem = live.send(pair).problem
    assert (problem.kind, problem.status) == (ProblemType.NOT_ENOUGH_FUNDS, 402)
    assert (problem.price_cents, problem.balance_cents, problem.missing_cents) == (25, 10, 15)
    prices = Prices(message_cents=30, photo_cents=25, status_cents=25, profile_photo_cents=0)
    live.world.services.facilities.set_prices(facility, prices, OPERATOR)
    problem = live.send(pair).problem
    assert (problem.kind, problem.status, problem.price_cents) == (ProblemType.PRICE_CHANGED, 409, 30)


def test_a_contact_that_can_not_be_written_to_says_why(live: Live) -> None:
    world = live.world
    suspended = world.pair()
    world.services.residents.set_state(OPERATOR, suspended.resident.resident.id, ResidentState.SUSPENDED)
    silent_at = world.facility()
    silent = world.pair(facility_id=silent_at)
    world.services.facilities.set_features(silent_at, [Feature.NEWS], OPERATOR)
    for pair, reason in (
        (suspended, CannotWrite.SUSPENDED),
        (silent, CannotWrite.NO_MESSAGES_AT_FACILITY),
    ):
        problem = live.send(pair).problem
        assert (problem.kind, problem.status, problem.cannot_write) == (
            ProblemType.CANNOT_WRITE,
            409,
            reason,
        )


def test_keys_over_http(live: Live) -> None:
    pair, key = live.world.pair(), str(uuid.uuid4())
    first = live.send(pair, key=key)
    again = live.send(pair, key=key)
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    problem = live.send(pair, "other words", key=key).problem
    assert (problem.kind, problem.status) == (ProblemType.KEY_REUSED, 409)
    for bad, reason in (("", FieldReason.MISSING), ("not-a-uuid", FieldReason.WRONG)):
        problem = live.send(pair, key=bad).problem
        assert (problem.field, problem.reason) == ("Idempotency-Key", reason)


def test_a_withdrawal_that_came_too_late_gets_the_present_message(live: Live) -> None:
    pair = live.world.pair()
    message_id = live.send(pair).json["id"]
    live.world.approve(live.world.reviewer(), message_id)
    path = routes.path(routes.WITHDRAWAL, message_id=message_id)
    problem = live.call("POST", path, token=pair.token).problem
    assert (problem.kind, problem.status, problem.state) == (ProblemType.WRONG_STATE, 409, State.DELIVERED)
    assert problem.message is not None
    assert problem.message.text == "Hello"


def test_signing_in_over_http(live: Live) -> None:
    new = {"name": "Elena", "email": "elena@example.org", "password": PASSWORD, "device_name": "Laptop"}
    registered = live.call("POST", routes.ACCOUNTS, json=new)
    assert registered.status == 201
    taken = live.call("POST", routes.ACCOUNTS, json={**new, "email": "ELENA@example.org"}).problem
    assert (taken.kind, taken.status) == (ProblemType.EMAIL_TAKEN, 409)
    short = live.call("POST", routes.ACCOUNTS, json={**new, "password": "short"}).problem
    assert (short.field, short.reason, short.limit, short.count) == ("password", FieldReason.TOO_SHORT, 10, 5)
    for email in ("elena@example.org", "nobody@example.org"):
        answers = [
            live.call("POST", routes.SESSIONS, json={"email": email, "password": "wrong password"})
            for _ in range(7)
        ]
        assert [answer.status for answer in answers] == [401] * 6 + [429]
        assert answers[-1].problem.retry_at is not None
    live.world.clock.move(minutes=1)
    signed_in = live.call("POST", routes.SESSIONS, json={"email": new["email"], "password": PASSWORD})
    assert signed_in.status == 201
    token = signed_in.json["token"]
    assert live.call("DELETE", routes.SESSION, token=token).status == 204
    assert live.call("GET", routes.ACCOUNT, token=token).status == 401


@pytest.mark.parametrize(
    ("version", "status"),
    [
        (None, 200),
        (OLDEST_CLIENT, 200),
        ("99.0.0", 200),
        ("0.1.1-dev", 200),
        ("0.0.9", 426),
        ("", 426),
        ("x", 426),
    ],
)
def test_a_client_too_old_hears_so(live: Live, version: str | None, status: int) -> None:
    _, token = live.world.member()
    headers = {} if version is None else {routes.CLIENT_VERSION: version}
    answer = live.call("GET", routes.ACCOUNT, token=token, headers=headers)
    assert answer.status == status
    if status == 426:
        assert answer.problem.minimum_client == OLDEST_CLIENT
    assert live.call("GET", routes.SERVER, headers=headers).status == 200


def test_an_embedded_backend_answers_nobody_without_its_secret(data: Path) -> None:
    with Live.start(data, secret="s3cret") as live:
        for given in (None, "", "s3cre", "s3cret ", "S3CRET", "é"):
            headers = {} if given is None else {routes.EMBEDDED_SECRET: given}
            for method, path in (("GET", routes.SERVER), ("POST", routes.SESSIONS), ("GET", routes.EVENTS)):
                answer = live.call(method, path, headers=headers)
                assert (answer.status, answer.problem.kind) == (403, ProblemType.FORBIDDEN), given
        assert live.call("GET", routes.SERVER, headers={routes.EMBEDDED_SECRET: "s3cret"}).status == 200


def test_a_fault_of_ours_is_logged_without_a_word_of_the_request(
    live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pair = live.world.pair()

    def broken(*_: object) -> Message:
        raise RuntimeError("a bug")

    monkeypatch.setattr(MessageService, "send", broken)
    with caplog.at_level(logging.DEBUG):
        answer = live.send(pair, "a very particular sentence")
    assert (answer.status, answer.problem.kind) == (500, ProblemType.SERVER_FAULT)
    assert "a bug" in caplog.text
    assert "particular" not in caplog.text + answer.body.decode()
    assert pair.token not in caplog.text


def test_a_database_that_has_no_turn_to_give_says_try_again(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = live.world.pair()

    def busy(*_: object) -> Message:
        raise DatabaseBusy

    with monkeypatch.context() as during:
        during.setattr(MessageService, "send", busy)
        answer = live.send(pair)
    assert (answer.status, answer.problem.kind) == (503, ProblemType.UNAVAILABLE)
    assert live.send(pair).status == 201


@pytest.mark.sqlite_only
def test_a_full_disk_loses_nothing_and_says_try_again(live: Live) -> None:
    pair, key = live.world.pair(), str(uuid.uuid4())
    database = live.world.services.store.database
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connections = [database.engine.connect() for _ in range(4)]
    for connection in connections:  # every connection of the pool: the limit is each one's own
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.close()
    statuses = {live.send(pair, f"{number}").status for number in range(60)}
    assert 503 in statuses
    assert statuses <= {201, 503}
    full = live.send(pair, "kept", key=key)
    for connection in [database.engine.connect() for _ in range(4)]:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        connection.close()
    assert live.send(pair, "kept", key=key).status == 201
    assert full.status in (201, 503)
    assert live.world.faults() == []


def test_the_description_is_served(live: Live) -> None:
    document = live.call("GET", routes.OPENAPI).json
    assert document["openapi"].startswith("3.1")
    assert routes.MESSAGES in document["paths"]
