"""Two-factor codes: set up with an app, recovery codes shown once, turned off again."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.values import AppSecret, Change, ChangeKind
from app.viewmodels.hub import Hub


class TwoFactorStage(Enum):
    """What the card shows."""

    RESTING = "resting"  # off or on, as the account says
    SETTING_UP = "setting_up"  # the app's secret, and the first code asked for
    SHOWING_CODES = "showing_codes"  # recovery codes, this once


class TwoFactorViewModel(QObject):
    """State of the card; nothing secret stays in it once the stage is over."""

    stage_changed = Signal(object)  # TwoFactorStage
    turned_off = Signal()
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._stage = TwoFactorStage.RESTING
        self._secret: AppSecret | None = None
        self._codes: tuple[str, ...] = ()
        hub.session_changed.connect(self.rest)

    @property
    def stage(self) -> TwoFactorStage:
        """What is shown now."""
        return self._stage

    @property
    def secret(self) -> AppSecret | None:
        """For the app, while it is set up."""
        return self._secret

    @property
    def codes(self) -> tuple[str, ...]:
        """Recovery codes, while they are shown."""
        return self._codes

    def begin(self, password: str) -> None:
        """Get a secret for an app; nothing is asked for at sign-in yet."""
        self._hub.network(
            self, lambda session: session.account.begin_two_factor(password), self._on_begun, self.failed.emit
        )

    def confirm(self, code: str) -> None:
        """The app's first code: from now on one is asked for."""
        self._hub.network(
            self, lambda session: session.account.confirm_two_factor(code), self._on_codes, self.failed.emit
        )

    def renew(self, password: str, code: str) -> None:
        """Ten other recovery codes."""
        self._hub.network(
            self,
            lambda session: session.account.renew_recovery_codes(password, code),
            self._on_codes,
            self.failed.emit,
        )

    def end(self, password: str, code: str) -> None:
        """The password alone opens again."""
        self._hub.network(
            self,
            lambda session: session.account.end_two_factor(password, code),
            self._on_ended,
            self._on_failed,
        )

    def rest(self, _session: object = None) -> None:
        """Given up, or everything was read: forget what was secret."""
        self._secret = None
        self._codes = ()
        self._set_stage(TwoFactorStage.RESTING)

    def _on_begun(self, secret: AppSecret) -> None:
        self._secret = secret
        self._set_stage(TwoFactorStage.SETTING_UP)

    def _on_codes(self, codes: tuple[str, ...]) -> None:
        self._secret = None
        self._codes = codes
        self._set_stage(TwoFactorStage.SHOWING_CODES)
        self._hub.tell(Change(ChangeKind.ACCOUNT))

    def _on_ended(self, _account: object) -> None:
        self._hub.tell(Change(ChangeKind.ACCOUNT))
        self.turned_off.emit()

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)

    def _set_stage(self, stage: TwoFactorStage) -> None:
        if stage is not self._stage:
            self._stage = stage
            self.stage_changed.emit(stage)
