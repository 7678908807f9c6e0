"""Where the session token and the database key are kept: the system's keyring, memory, or an inherited descriptor."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from app.domain.errors import SecretsUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "GettingOut"


class Secrets(Protocol):
    """Small secrets by name. Every method may block and belongs on a worker; each raises SecretsUnavailable."""

    @property
    def name(self) -> str:
        """Which kind it is, for the words about it."""

    @property
    def available(self) -> bool:
        """Whether what is set here is there again after a restart."""

    def get(self, name: str) -> str | None:
        """The secret, or None if there is none of this name."""

    def set(self, name: str, value: str) -> None:
        """Keep the secret."""

    def delete(self, name: str) -> None:
        """Forget it; harmless if there is none."""


class KeyringSecrets:
    """The keyring of the operating system. One that keeps plain text, or nothing, counts as none at all."""

    def __init__(self) -> None:
        self._backend: KeyringBackend | None = None
        self._looked = False

    @property
    def name(self) -> str:
        """Which kind it is."""
        return "keyring"

    @property
    def available(self) -> bool:
        """Whether there is a real keyring; whether it is locked shows when it is used."""
        try:
            self._find()
        except SecretsUnavailable:
            return False
        return True

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        backend = self._find()
        return _ask(lambda: backend.get_password(SERVICE, name))

    def set(self, name: str, value: str) -> None:
        """Keep the secret, and prove that it was kept."""
        backend = self._find()
        _ask(lambda: backend.set_password(SERVICE, name, value))
        if self.get(name) != value:
            raise SecretsUnavailable("the keyring did not keep it")

    def delete(self, name: str) -> None:
        """Forget the secret."""
        backend = self._find()
        if self.get(name) is not None:
            _ask(lambda: backend.delete_password(SERVICE, name))

    def _find(self) -> KeyringBackend:
        if not self._looked:
            self._looked = True
            import keyring

            self._backend = _ask(lambda: _first_real(keyring.get_keyring()))
        if self._backend is None:
            raise SecretsUnavailable("no keyring")
        return self._backend


class MemorySecrets:
    """Kept until the program ends."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self._values = dict(values or {})

    @property
    def name(self) -> str:
        """Which kind it is."""
        return "memory"

    @property
    def available(self) -> bool:
        """Never: nothing is there after a restart."""
        return False

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        """Keep it until the program ends."""
        self._values[name] = value

    def delete(self, name: str) -> None:
        """Forget it."""
        self._values.pop(name, None)


class DescriptorSecrets(MemorySecrets):
    """Handed over by whoever started the program (a test, the tour, a benchmark): JSON {name: value} on `descriptor`.

    It is read once, to its end. Whoever started the program once can do so again, so it counts as available.
    """

    def __init__(self, descriptor: int) -> None:
        try:
            with os.fdopen(descriptor, "rb") as file:
                values = msgspec.json.decode(file.read(), type=dict[str, str])
        except (OSError, msgspec.DecodeError) as error:
            raise SecretsUnavailable(f"descriptor {descriptor}: {type(error).__name__}") from None
        super().__init__(values)

    @property
    def name(self) -> str:
        """Which kind it is."""
        return "descriptor"

    @property
    def available(self) -> bool:
        """Always."""
        return True


def _first_real(backend: KeyringBackend) -> KeyringBackend | None:
    """The backend itself, or the first one of a chain, that keeps secrets encrypted; None if there is none."""
    chained = getattr(backend, "backends", None)
    if type(backend).__module__ == "keyring.backends.chainer":
        return next((each for each in chained or () if _is_real(each)), None)
    return backend if _is_real(backend) else None


def _is_real(backend: KeyringBackend) -> bool:
    """No file of `keyrings.alt`, nothing that calls itself plain text, none of the stand-ins for "no keyring"."""
    module = type(backend).__module__
    if module in ("keyring.backends.fail", "keyring.backends.null", "keyring.backends.chainer"):
        return False
    return not module.startswith("keyrings.") and "plaintext" not in type(backend).__name__.lower()


def _ask(question: Callable[[], T]) -> T:
    """The one place where a keyring is asked: whatever it raises means that there is none to rely on."""
    try:
        return question()
    except Exception as error:  # noqa: BLE001 - a keyring lives in other programs and raises what it likes
        raise SecretsUnavailable(type(error).__name__) from None  # its words may hold names
