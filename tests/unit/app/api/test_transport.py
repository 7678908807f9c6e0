"""Whatever a network or a server does becomes one of the client's own errors, and nothing is told to strangers."""

import gzip
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.api.client import Api
from app.domain.errors import GettingOutError, Offline, Refused, ServerFault
from contract.contacts import ContactState
from contract.messages import NewMessage
from contract.server_info import CLIENT_VERSION
from tests.unit.app.api.raw_server import Answer, Connection, RawServer, Request, head

BALANCE = b'{"available_cents": 1250, "held_cents": 25, "currency": "USD"}'
MESSAGE = NewMessage(contact_id="c", text="Hello", price_cents=25)
Serve = Callable[..., RawServer]
Client = Callable[..., Api]


SELF_SIGNED = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgv7sycnVJK6DGWUkf
CxmqL2zyhgZkkvZjV2AaLqWo8ZihRANCAATpbMfrgZoP2ugfY8ehW8doda8BbdzR
u0vIkeyltz+Dx4I8gSajWjaIBBYvkwYGnWEhSd3d7oFEsT/gkdgZHB4X
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUBHNWXpeb7U6Jn3GgDV9Ug15NqwowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzExNDkzMFoYDzIxMjYxMDMw
MTE0OTMwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATpbMfrgZoP2ugfY8ehW8doda8BbdzRu0vIkeyltz+Dx4I8gSajWjaI
BBYvkwYGnWEhSd3d7oFEsT/gkdgZHB4Xo28wbTAdBgNVHQ4EFgQUtftGdYNQ2ND0
Er7cR24M+hX91LowHwYDVR0jBBgwFoAUtftGdYNQ2ND0Er7cR24M+hX91LowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAOEQoGcONZxr644tE6YYVw0swI1HURgdchBOhc9tAvfaAiBY
RhQpY4trhRzdiyM2fM9vKnpkcQQAAzTZXoEOMeGTlQ==
-----END CERTIFICATE-----
"""
"""For localhost, made for this test alone; nobody trusts it."""


def drop(_: Request, __: Connection) -> bool:
    """No answer, the connection closed."""
    return False


def reset(_: Request, connection: Connection) -> bool:
    """No answer, the connection reset."""
    connection.reset()
    return False


def cut_in_head(_: Request, connection: Connection) -> bool:
    """The answer breaks off in its headers."""
    connection.send(head(200, "application/json", "Content-Length: 60")[:40])
    return False


def cut_in_body(_: Request, connection: Connection) -> bool:
    """The answer breaks off in its body."""
    connection.send(head(200, "application/json", f"Content-Length: {len(BALANCE)}") + BALANCE[:20])
    return False


def cut_in_chunk(_: Request, connection: Connection) -> bool:
    """A chunked answer breaks off before its last chunk."""
    connection.send(head(200, "application/json", "Transfer-Encoding: chunked") + b"14\r\n" + BALANCE[:20])
    return False


def stall(_: Request, connection: Connection) -> bool:
    """No answer, ever."""
    connection.stall()
    return False


def stall_in_body(_: Request, connection: Connection) -> bool:
    """The answer stops in its body."""
    connection.send(head(200, "application/json", f"Content-Length: {len(BALANCE)}") + BALANCE[:20])
    connection.stall()
    return False


def drip(_: Request, connection: Connection) -> bool:
    """The answer comes so slowly that no single wait is too long, but all together are."""
    connection.send(head(200, "application/json", "Content-Length: 100000"))
    while not connection.closing.wait(0.02):
        connection.send(b" ")
    return False


def no_http(_: Request, connection: Connection) -> bool:
    """Something else listens there."""
    connection.send(b"220 mail.example.org ESMTP\r\n")
    return False


@pytest.mark.parametrize(
    "fault", [drop, reset, cut_in_body, cut_in_chunk, stall, stall_in_body, drip, no_http]
)
def test_a_broken_connection_is_offline(serve: Serve, client: Client, fault: Answer) -> None:
    api = client(serve(fault), read_timeout_s=0.3, body_timeout_s=0.5)
    with pytest.raises(Offline):
        api.money.balance()
    with pytest.raises(Offline):
        api.messages.send("key", MESSAGE)


def test_an_answer_cut_off_in_its_head_is_no_answer(serve: Serve, client: Client) -> None:
    api = client(serve(cut_in_head))
    with pytest.raises((Offline, ServerFault)):
        api.messages.send("key", MESSAGE)


def test_nobody_listening_is_offline(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Offline):
        client(f"http://127.0.0.1:{port}").money.balance()


def test_a_name_that_does_not_exist_is_offline(client: Client) -> None:
    with pytest.raises(Offline):
        client("https://gettingout.invalid").money.balance()


def test_a_server_without_tls_is_offline_for_https(serve: Serve, client: Client) -> None:
    server = serve(drop, greeting=b"220 mail.example.org ESMTP\r\n")
    with pytest.raises(Offline, match="SSLError"):
        client(server.url.replace("http://", "https://")).money.balance()


def test_a_certificate_nobody_vouches_for_is_offline(tmp_path: Path, client: Client) -> None:
    pem = tmp_path / "self-signed.pem"
    pem.write_text(SELF_SIGNED)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    seen: list[bytes] = []

    def shake_hands(listener: socket.socket) -> None:
        opened, _ = listener.accept()
        try:
            with context.wrap_socket(opened, server_side=True) as secure:
                seen.append(secure.recv(1_000))
        except OSError:
            opened.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=shake_hands, args=(listener,))
        thread.start()
        with pytest.raises(Offline, match="SSLError"):
            client(f"https://localhost:{listener.getsockname()[1]}").messages.send("key", MESSAGE)
        thread.join(10)
    assert seen in ([], [b""])


def test_sending_is_never_repeated_by_itself_but_reading_is_once(serve: Serve, client: Client) -> None:
    server = serve(drop)
    api = client(server)
    with pytest.raises(Offline):
        api.messages.send("key", MESSAGE)
    assert len(server.requests) == 1
    with pytest.raises(Offline):
        api.money.balance()
    assert len(server.requests) == 3


def test_a_kept_connection_that_broke_is_not_felt_when_reading(serve: Serve, client: Client) -> None:
    def once_then_drop(_: Request, connection: Connection) -> bool:
        connection.reply(BALANCE)
        return False

    api = client(serve(once_then_drop))
    for _ in range(3):
        assert api.money.balance().available_cents == 1250


NONSENSE: list[tuple[str, Answer]] = [
    ("a page", lambda _, each: each.reply(b"<html>Welcome to the hotel</html>", 200, "text/html")),
    ("no type", lambda _, each: each.reply(BALANCE, 200, "")),
    ("not json", lambda _, each: each.reply(b"{available")),
    ("empty", lambda _, each: each.reply(b"")),
    ("no content", lambda _, each: each.reply(b"", 204)),
    ("a list", lambda _, each: each.reply(b"[]")),
    ("another thing", lambda _, each: each.reply(b'{"id": 7}')),
    ("text for a number", lambda _, each: each.reply(BALANCE.replace(b"1250", b'"1250"'))),
    ("not utf-8", lambda _, each: each.reply(BALANCE.replace(b"USD", b"\xff\xfe\xfa"))),
    ("too large", lambda _, each: each.reply(b" " * 17_000_000)),
    ("deep", lambda _, each: each.reply(b"[" * 100_000)),
    ("deep and unknown", lambda _, each: each.reply(b'{"later": ' + b"[" * 100_000)),
    ("broken gzip", lambda _, each: each.reply(BALANCE, 200, "application/json", "Content-Encoding: gzip")),
    ("moved", lambda _, each: each.reply(b"", 302, "text/html", "Location: /elsewhere")),
    ("a portal's 401", lambda _, each: each.reply(b"<html>", 401, "text/html")),
    ("a proxy's 502", lambda _, each: each.reply(b"<html>", 502, "text/html")),
    ("a broken problem", lambda _, each: each.reply(b"{", 422, "application/problem+json")),
]


@pytest.mark.parametrize("answer", [answer for _, answer in NONSENSE], ids=[name for name, _ in NONSENSE])
def test_an_answer_that_makes_no_sense_is_a_server_fault(
    serve: Serve, client: Client, answer: Answer
) -> None:
    server = serve(answer)
    with pytest.raises(ServerFault):
        client(server).money.balance()
    assert {request.target for request in server.requests} == {"/v1/balance"}


def test_a_compressed_answer_is_read(serve: Serve, client: Client) -> None:
    packed = gzip.compress(BALANCE)
    server = serve(lambda _, each: each.reply(packed, 200, "application/json", "Content-Encoding: gzip"))
    assert client(server).money.balance().held_cents == 25


def test_reading_is_lenient_with_what_a_newer_server_says(serve: Serve, client: Client) -> None:
    newer = (
        b'{"items": [{"id": "c", "resident_id": "r", "name": "N", "facility_id": "f", "relationship": "x",'
        b' "state": "hibernating", "since": "2025-11-20T12:00:00Z", "mood": {"deep": [1]}}], "later": 1}'
    )
    server = serve(lambda _, each: each.reply(newer, 200, "application/json; charset=utf-8"))
    assert client(server).contacts.page().items[0].state is ContactState.UNKNOWN


def test_every_request_says_who_is_asking(serve: Serve, client: Client) -> None:
    server = serve(lambda _, each: each.reply(BALANCE))
    api = client(server, embedded_secret="between us")
    api.money.balance()
    api.transport.set_token("t0ken")
    api.money.balance()
    api.transport.set_token(None)
    with pytest.raises(ServerFault):
        api.messages.send("the-key", MESSAGE)
    first, second, third = server.requests
    assert first.headers["gettingout-client"] == CLIENT_VERSION
    assert first.headers["gettingout-embedded"] == "between us"
    assert "authorization" not in first.headers
    assert "idempotency-key" not in first.headers
    assert second.headers["authorization"] == "Bearer t0ken"
    assert "authorization" not in third.headers
    assert third.headers["idempotency-key"] == "the-key"
    assert third.headers["content-type"] == "application/json"
    assert third.body == b'{"contact_id":"c","text":"Hello","price_cents":25}'


def test_parts_of_a_path_and_questions_are_quoted(serve: Serve, client: Client) -> None:
    server = serve(lambda _, each: each.reply(b'{"items": []}'))
    client(server).contacts.find_residents("a/b?c", "Ann & #1 é")
    assert server.requests[0].target == "/v1/facilities/a%2Fb%3Fc/residents?q=Ann+%26+%231+%C3%A9"


def test_neither_netrc_nor_a_proxy_comes_between_us_and_this_computer(
    serve: Serve, client: Client, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = private_home / ".netrc"
    netrc.write_text("machine 127.0.0.1 login eve password eve\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server = serve(lambda _, each: each.reply(BALANCE, 200, "application/json", "Set-Cookie: a=b"))
    api = client(server)
    api.transport.set_token("mine")
    api.money.balance()
    assert server.requests[0].headers["authorization"] == "Bearer mine"


def test_no_token_no_text_and_no_address_stand_in_errors_and_logs(
    serve: Serve, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    problem = (
        b'{"type": "urn:gettingout:problem:server-fault", "title": "t", "status": 500, "detail": "words"}'
    )
    faults: list[Answer] = [
        drop,
        cut_in_body,
        lambda _, each: each.reply(problem, 500, "application/problem+json"),
    ]
    for fault in faults:
        api = client(serve(fault))
        api.transport.set_token("t0ken")
        secret = NewMessage(contact_id="c", text="my words", price_cents=1)
        calls: list[Callable[[], object]] = [
            partial(api.messages.send, "key", secret),
            partial(api.contacts.find_residents, "facility", "Mateo"),
        ]
        for call in calls:
            with pytest.raises(GettingOutError) as caught:
                call()
            assert caught.value.__cause__ is None
            said = str(caught.value) + repr(caught.value)
            assert not any(word in said for word in ("t0ken", "words", "Mateo", "127.0.0.1"))
    assert not any(word in caplog.text for word in ("t0ken", "my words", "Mateo"))


def test_a_text_that_can_not_be_sent_is_named_by_its_field(serve: Serve, client: Client) -> None:
    server = serve(lambda _, each: each.reply(b"{}"))
    with pytest.raises(Refused) as caught:
        client(server).messages.send("key", NewMessage(contact_id="c", text="a\ud800", price_cents=1))
    assert (caught.value.field, caught.value.reason) == ("text", "forbidden_character")
    assert server.requests == []


def test_closing_ends_a_call_that_waits_for_its_answer(serve: Serve, client: Client) -> None:
    arrived = threading.Event()

    def never(request: Request, connection: Connection) -> bool:
        arrived.set()
        return stall(request, connection)

    api = client(serve(never), read_timeout_s=60.0)
    outcome: list[str] = []

    def ask() -> None:
        try:
            api.messages.send("key", MESSAGE)
        except Offline:
            outcome.append("offline")

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert arrived.wait(10)
    api.close()
    for thread in threads:
        thread.join(10)
    assert outcome == ["offline"] * 3
    with pytest.raises(Offline):
        api.money.balance()


def test_each_thread_has_a_connection_of_its_own_and_keeps_it(serve: Serve, client: Client) -> None:
    peers: set[int] = set()

    def answer(_: Request, connection: Connection) -> bool:
        peers.add(id(connection._socket))
        return connection.reply(BALANCE)

    api = client(serve(answer))

    def ask_often() -> None:
        for _ in range(20):
            assert api.money.balance().available_cents == 1250

    threads = [threading.Thread(target=ask_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(peers) == 4
