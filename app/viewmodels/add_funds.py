"""Paying a voucher in, exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError, Offline, ServerFault
from app.domain.values import Change, ChangeKind
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.money import PaidIn
    from app.services.session import OpenSession


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A code and the key it is asked with, kept until there is an answer."""

    code: str
    key: str


class AddFundsViewModel(QObject):
    """State of the Add Funds sheet."""

    busy_changed = Signal(bool)
    redeemed = Signal(int, object)  # amount in cents, BalanceInfo after it
    failed = Signal(object)  # GettingOutError: VoucherUnknown, VoucherUsed, Refused, Offline, Throttled, …

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._busy = False
        self._attempt: _Attempt | None = None
        hub.session_changed.connect(self._on_session_changed)

    @property
    def busy(self) -> bool:
        """Whether a voucher is being paid in."""
        return self._busy

    def check(self, code: str) -> str | None:
        """None if the code may be right, else "incomplete" (still being typed), "too_long" or "mistyped"."""
        if not self._hub.has_limits:
            return None if code.strip() else "incomplete"
        from contract import limits, vouchers

        length = len(vouchers.tidy(code))
        if length != limits.VOUCHER_CHARACTERS:
            return "incomplete" if length < limits.VOUCHER_CHARACTERS else "too_long"
        return None if vouchers.is_well_formed(code) else "mistyped"

    def grouped(self, code: str) -> str:
        """The code as printed, in groups of four."""
        if not self._hub.has_limits:
            return code
        from contract import vouchers

        return vouchers.grouped(code)

    def redeem(self, code: str) -> None:
        """Pay it in; ends in `redeemed` or `failed`. After no answer, the same code is asked with the same key."""
        if self._busy or self._hub.session is None:
            return
        plain = "".join(code.upper().split()).replace("-", "")
        if self._attempt is None or self._attempt.code != plain:
            self._attempt = _Attempt(plain, str(uuid4()))
        attempt = self._attempt
        self._set_busy(True)
        self._hub.network(
            self,
            lambda session: session.money.redeem(attempt.code, attempt.key),
            self._on_redeemed,
            self._on_failed,
        )

    def _on_redeemed(self, paid: PaidIn) -> None:
        self._attempt = None
        self._set_busy(False)
        self._hub.tell(Change(ChangeKind.BALANCE))
        self.redeemed.emit(paid.amount_cents, paid.balance)

    def _on_failed(self, fault: GettingOutError) -> None:
        if not isinstance(fault, Offline | ServerFault):
            self._attempt = None
        self._set_busy(False)
        self.failed.emit(fault)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._attempt = None
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
