"""Passwords and PINs: Argon2id, never many at once, and what nobody may choose."""

from __future__ import annotations

import base64
import os
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Final

from contract import limits
from contract.passwords import weakness
from contract.problems import FieldReason
from server.config import Argon2Cost
from server.services.faults import InvalidField

if TYPE_CHECKING:
    from argon2 import PasswordHasher

AT_ONCE: Final = 2
"""Each takes a processor and the memory of its cost; more at once would let a flood of sign-ins stop all else."""

_SALT_BYTES, _HASH_BYTES = 16, 32


class Passwords:
    """Hashes and verifies, at most `AT_ONCE` at a time; everybody else waits for a turn."""

    def __init__(self, cost: Argon2Cost) -> None:
        self._cost = cost
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, secret: str) -> str:
        """The encoded hash to keep."""
        with self._turns:
            return self._hasher.hash(secret)

    def verify(self, encoded: str | None, secret: str) -> bool:
        """Whether `secret` belongs to `encoded`. For None, an account that does not exist, it takes as long."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._turns:
            try:
                self._hasher.verify(encoded or self._decoy, secret)
            except (VerificationError, InvalidHashError):
                return False
        return encoded is not None

    def is_outdated(self, encoded: str) -> bool:
        """Whether the hash was made at another cost and should be made anew, now that the secret is known."""
        return self._hasher.check_needs_rehash(encoded)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        return PasswordHasher(
            time_cost=self._cost.rounds,
            memory_cost=self._cost.memory_kib,
            parallelism=self._cost.lanes,
            hash_len=_HASH_BYTES,
            salt_len=_SALT_BYTES,
        )

    @cached_property
    def _decoy(self) -> str:
        """A hash of nothing at the same cost."""
        salt, digest = (
            base64.b64encode(os.urandom(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES)
        )
        cost = self._cost
        return f"$argon2id$v=19$m={cost.memory_kib},t={cost.rounds},p={cost.lanes}${salt}${digest}"


def check_new(field: str, password: str, email: str) -> None:
    """The rule for a password: its length, and not one that everybody tries first."""
    count = len(password)
    if count < limits.PASSWORD_MIN_CHARACTERS:
        raise InvalidField(field, FieldReason.TOO_SHORT, limit=limits.PASSWORD_MIN_CHARACTERS, count=count)
    if count > limits.PASSWORD_MAX_CHARACTERS:
        raise InvalidField(field, FieldReason.TOO_LONG, limit=limits.PASSWORD_MAX_CHARACTERS, count=count)
    if any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in password):
        raise InvalidField(field, FieldReason.FORBIDDEN_CHARACTER)
    if weakness(password, email) is not None:
        raise InvalidField(field, FieldReason.TOO_COMMON)
