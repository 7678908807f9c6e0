"""Secrets go to a real keyring or nowhere; whatever a keyring does, the answer is one error."""

import os
from collections.abc import Callable

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import InitError, KeyringError, KeyringLocked, PasswordDeleteError

from app.domain.errors import SecretsUnavailable
from app.storage.secrets import DescriptorSecrets, KeyringSecrets, MemorySecrets, Secrets


class GoodKeyring(KeyringBackend):
    """A keyring as an operating system has it, in memory."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.fault: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self._fail()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._fail()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


class PlaintextKeyring(GoodKeyring):
    """One that writes into a readable file."""


class ForgetfulKeyring(GoodKeyring):
    """One that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()


class AltKeyring(GoodKeyring):
    """A file of the package that must never be used."""


AltKeyring.__module__ = "keyrings.alt.file"


def use(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend) -> KeyringSecrets:
    """The client's view of a computer with this keyring."""
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return KeyringSecrets()


def chain(monkeypatch: pytest.MonkeyPatch, *backends: KeyringBackend) -> ChainerBackend:
    """Several keyrings behind one, as `keyring` chooses by itself."""
    monkeypatch.setattr(ChainerBackend, "backends", list(backends))
    return ChainerBackend()  # type: ignore[no-untyped-call]


def assert_keeps_secrets(secrets: Secrets) -> None:
    """The behaviour every kind has in common."""
    assert secrets.get("token") is None
    secrets.delete("token")
    secrets.set("token", "a" * 64)
    secrets.set("other", "ü")
    assert secrets.get("token") == "a" * 64
    secrets.set("token", "b")
    assert secrets.get("token") == "b"
    secrets.delete("token")
    assert secrets.get("token") is None
    assert secrets.get("other") == "ü"


def actions(secrets: Secrets) -> list[Callable[[], object]]:
    """Everything that can be asked of secrets."""
    return [
        lambda: secrets.get("token"),
        lambda: secrets.set("token", "value"),
        lambda: secrets.delete("token"),
    ]


def test_a_real_keyring_keeps_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = GoodKeyring()
    secrets = use(monkeypatch, backend)
    assert (secrets.available, secrets.name) == (True, "keyring")
    assert_keeps_secrets(secrets)
    assert all(service == "GettingOut" for service, _ in backend.kept)


def test_memory_keeps_secrets_and_says_that_they_will_be_gone() -> None:
    secrets = MemorySecrets()
    assert (secrets.available, secrets.name) == (False, "memory")
    assert_keeps_secrets(secrets)


def test_a_descriptor_hands_secrets_over_once() -> None:
    read, write = os.pipe()
    os.write(write, b'{"key": "00ff"}')
    os.close(write)
    secrets = DescriptorSecrets(read)
    assert (secrets.available, secrets.name) == (True, "descriptor")
    assert secrets.get("key") == "00ff"
    assert_keeps_secrets(secrets)
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(read)


@pytest.mark.parametrize("content", [b"", b"not json", b"[1]", b'{"a": 1}'])
def test_a_descriptor_with_nonsense_is_unavailable(content: bytes) -> None:
    read, write = os.pipe()
    os.write(write, content)
    os.close(write)
    with pytest.raises(SecretsUnavailable) as caught:
        DescriptorSecrets(read)
    assert str(read) in str(caught.value)


def test_a_descriptor_that_is_not_open_is_unavailable() -> None:
    with pytest.raises(SecretsUnavailable):
        DescriptorSecrets(987)


@pytest.mark.parametrize("backend", [FailKeyring, NullKeyring, PlaintextKeyring, AltKeyring])
def test_what_keeps_nothing_or_plain_text_is_no_keyring(
    monkeypatch: pytest.MonkeyPatch, backend: type[KeyringBackend]
) -> None:
    for chained in (None, [backend()], []):
        offered = backend() if chained is None else chain(monkeypatch, *chained)
        secrets = use(monkeypatch, offered)
        assert not secrets.available
        for action in actions(secrets):
            with pytest.raises(SecretsUnavailable):
                action()


def test_a_chain_is_used_past_what_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, good = PlaintextKeyring(), GoodKeyring()
    secrets = use(monkeypatch, chain(monkeypatch, plain, good))
    secrets.set("token", "value")
    assert good.kept
    assert not plain.kept


def test_a_keyring_that_forgets_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SecretsUnavailable):
        use(monkeypatch, ForgetfulKeyring()).set("token", "value")


@pytest.mark.parametrize(
    "fault",
    [
        KeyringLocked("Elena's ring"),
        InitError("no"),
        KeyringError("no"),
        OSError("bus"),
        RuntimeError("dbus"),
        Exception("?"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_every_fault_of_a_keyring_is_the_same_to_us(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    backend = GoodKeyring()
    secrets = use(monkeypatch, backend)
    secrets.set("token", "value")
    backend.fault = fault
    for action in actions(secrets):
        with pytest.raises(SecretsUnavailable) as caught:
            action()
        assert "Elena" not in str(caught.value)
    backend.fault = None
    assert secrets.get("token") == "value"
