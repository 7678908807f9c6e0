"""Paying a voucher in, exactly once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.viewmodels.hub import Hub


class AddFundsViewModel(QObject):
    """State of the Add Funds sheet."""

    busy_changed = Signal(bool)
    redeemed = Signal(int, object)  # amount in cents, BalanceInfo after it
    failed = Signal(object)  # GettingOutError: VoucherUnknown, VoucherUsed, Refused, Offline, Throttled, …

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    @property
    def busy(self) -> bool:
        """Whether a voucher is being paid in."""
        return False

    def check(self, code: str) -> str | None:
        """None if the code may be right, else "incomplete" (still being typed) or "mistyped"."""
        return None

    def grouped(self, code: str) -> str:
        """The code as printed, in groups of four."""
        return code

    def redeem(self, code: str) -> None:
        """Pay it in; ends in `redeemed` or `failed`. After no answer, the same code is asked with the same key."""
