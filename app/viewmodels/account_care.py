"""The view models of the pages of My Account that few open, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject

from app.viewmodels.account_details import AccountDetailsViewModel
from app.viewmodels.closing import ClosingViewModel
from app.viewmodels.export import ExportViewModel
from app.viewmodels.hub import Hub
from app.viewmodels.keeping import KeepingViewModel
from app.viewmodels.password_reset import PasswordResetViewModel
from app.viewmodels.two_factor import TwoFactorViewModel


class AccountCare(QObject):
    """What members do about their account itself; `reload` has everything read from the server anew."""

    def __init__(self, hub: Hub, reload: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._reload = reload

    @cached_property
    def details(self) -> AccountDetailsViewModel:
        """What the member changes of themselves."""
        return AccountDetailsViewModel(self._hub, self)

    @cached_property
    def two_factor(self) -> TwoFactorViewModel:
        """Two-factor codes."""
        return TwoFactorViewModel(self._hub, self)

    @cached_property
    def export(self) -> ExportViewModel:
        """Everything as one file."""
        return ExportViewModel(self._hub, self)

    @cached_property
    def keeping(self) -> KeepingViewModel:
        """What this computer keeps."""
        keeping = KeepingViewModel(self._hub, self)
        keeping.reload_wanted.connect(self._on_keeping_reload_wanted)
        return keeping

    @cached_property
    def closing(self) -> ClosingViewModel:
        """Closing the account."""
        return ClosingViewModel(self._hub, self)

    @cached_property
    def password_reset(self) -> PasswordResetViewModel:
        """A forgotten password."""
        return PasswordResetViewModel(self._hub, self)

    def _on_keeping_reload_wanted(self) -> None:
        self._reload()
