"""The first screen: sign in or create an account, choose the server, and see what this computer will keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.views.connection_line import ConnectionLine
from app.views.scroll_column import ScrollColumn
from app.views.server_choice import ServerChoice
from app.views.sign_in_form import SignInForm
from app.widgets.button import Button, LinkButton
from app.widgets.label import Label, plane
from app.widgets.mark import Mark
from app.widgets.notice import NoticeCard
from app.widgets.sign_in_art import SignInArt
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.domain.errors import GettingOutError
    from app.domain.values import Connection, Prefill, StorageMode
    from app.viewmodels.sign_in import SignInViewModel

PANEL_WIDTH = 520
FORM_WIDTH = 376
ART_NEEDS_WIDTH = 900
"""Points; in a narrower window the form is all there is."""


class SignInView(QWidget):
    """Art at the left, the form at the right; who used this computer before is never said."""

    help_requested = Signal()
    reset_requested = Signal(str)
    """A forgotten password; the email typed so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Shows itself without a view model first: `attach` comes after the first picture."""
        super().__init__(parent)
        self.setObjectName("sign_in_view")
        self._model: SignInViewModel | None = None
        theme = current_theme()
        self.art = SignInArt(self)
        self._form = SignInForm(self)
        self._heading = Label("", self, style="display")
        self._heading.setObjectName("sign_in_heading")
        self._sentence = Label("", self, role="text-muted")
        self._draft = NoticeCard(self)
        self._draft.setObjectName("sign_in_draft")
        self._switch_question = Label("", self, role="text-muted", wrap=False)
        self._switch = LinkButton("", self)
        self._switch.setObjectName("sign_in_switch")
        self._server = ServerChoice(self)
        self._connection = ConnectionLine(self)
        self._help = Button(self.tr("Help"), "ghost", "info", self, size="small")
        self._help.setObjectName("sign_in_help")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.art, 1)
        self._panel = self._build_panel()
        self._panel.setMinimumWidth(theme.px(PANEL_WIDTH))
        row.addWidget(self._panel)
        self._switch.clicked.connect(self._on_switch_clicked)
        self._help.clicked.connect(self._on_help_clicked)
        self._form.reset_requested.connect(self.reset_requested)
        self._draft.hide()
        self._show_mode()

    def _build_panel(self) -> QWidget:
        theme = current_theme()
        panel = plane("surface", self)
        # In a low window, or with large text, the form scrolls instead of being squeezed.
        area = ScrollColumn(panel, width=FORM_WIDTH)
        column = area.column
        column.setContentsMargins(0, theme.space("xl"), 0, theme.space("l"))
        column.setSpacing(theme.space("l"))
        column.addStretch(1)
        column.addLayout(self._build_name())
        head = QVBoxLayout()
        head.setSpacing(theme.space("xs"))
        head.addWidget(self._heading)
        head.addWidget(self._sentence)
        column.addLayout(head)
        column.addWidget(self._form)
        column.addWidget(self._draft)
        column.addLayout(self._build_switch())
        column.addWidget(self._server)
        column.addStretch(1)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addLayout(self._build_foot())
        return panel

    def _build_name(self) -> QHBoxLayout:
        theme = current_theme()
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(Mark(40, self))
        row.addWidget(Label(self.tr("GettingOut"), self, style="title", wrap=False))
        row.addStretch(1)
        return row

    def _build_switch(self) -> QHBoxLayout:
        theme = current_theme()
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        row.addWidget(self._switch_question)
        row.addWidget(self._switch)
        row.addStretch(1)
        return row

    def _build_foot(self) -> QHBoxLayout:
        theme = current_theme()
        row = QHBoxLayout()
        row.setContentsMargins(theme.space("xl"), theme.space("m"), theme.space("xl"), theme.space("m"))
        row.addWidget(self._connection)
        row.addStretch(1)
        row.addWidget(self._help)
        return row

    def attach(self, model: SignInViewModel) -> None:
        """From now on the form does something."""
        self._model = model
        self._form.sign_in_requested.connect(model.sign_in)
        self._form.register_requested.connect(model.register)
        self._form.stay_toggled.connect(model.set_stay)
        self._server.server_chosen.connect(model.set_server)
        model.busy_changed.connect(self._form.set_busy)
        model.failed.connect(self._on_model_failed)
        model.signed_in.connect(self._on_model_signed_in)
        model.draft_waiting_changed.connect(self._on_model_draft_waiting_changed)
        model.prefill_changed.connect(self._on_model_prefill_changed)
        model.storage_mode_changed.connect(self._on_model_storage_mode_changed)
        model.server_url_changed.connect(self._server.set_url)
        self._on_model_storage_mode_changed(model.storage_mode)
        self._on_model_draft_waiting_changed(model.draft_waiting)
        self._on_model_prefill_changed(model.prefill)
        self._server.set_url(model.server_url)
        if model.start_fault is not None:
            self._form.show_fault(model.start_fault)

    @property
    def help_button(self) -> QWidget:
        """Where the Help menu opens."""
        return self._help

    def set_connection(self, connection: Connection) -> None:
        """How the server is reached, in words at the foot."""
        self._connection.set_connection(connection)

    def begin_anew(self) -> None:
        """A session ended: nothing of it stands here."""
        self._form.begin_anew()
        self._show_mode()
        if self._model is not None:
            self._on_model_prefill_changed(self._model.prefill)

    def begin_with(self, email: str) -> None:
        """The password was just set anew."""
        self._form.begin_with(email)
        self._show_mode()

    def take_focus(self) -> None:
        """Puts the keyboard where typing begins."""
        self._form.focus_first()

    def _show_mode(self) -> None:
        if self._form.creates:
            self._heading.setText(self.tr("Create an account"))
            self._sentence.setText(self.tr("It costs nothing. You pay only for what you send."))
            self._switch_question.setText(self.tr("Have an account?"))
            self._switch.setText(self.tr("Sign in"))
        else:
            self._heading.setText(self.tr("Welcome back"))
            self._sentence.setText(self.tr("Sign in to write and read replies."))
            self._switch_question.setText(self.tr("New here?"))
            self._switch.setText(self.tr("Create an account"))
        self._switch.updateGeometry()

    def _on_switch_clicked(self) -> None:
        self._form.set_creates(not self._form.creates)
        self._show_mode()

    def _on_help_clicked(self) -> None:
        self.help_requested.emit()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        if self._server.takes_fault(fault):
            return
        self._form.show_fault(fault)

    def _on_model_signed_in(self) -> None:
        self._form.forget_password()

    def _on_model_draft_waiting_changed(self, waits: bool) -> None:
        self._draft.setVisible(waits)
        if waits:
            self._draft.show_notice(
                "good",
                self.tr(
                    "You wrote something that is not sent yet. It is kept on this computer and opens when you"
                    " sign in."
                ),
                icon="edit",
            )

    def _on_model_prefill_changed(self, prefill: Prefill | None) -> None:
        if prefill is not None:
            self._form.fill(prefill)

    def _on_model_storage_mode_changed(self, mode: StorageMode) -> None:
        can_stay = self._model is None or self._model.can_stay
        self._form.set_storage(mode, can_stay=can_stay)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves the picture away where it would squeeze the form."""
        super().resizeEvent(event)
        wide = event.size().width() >= current_theme().px(ART_NEEDS_WIDTH)
        if self.art.isHidden() is wide:
            self.art.setVisible(wide)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Keeps its width in another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._panel.setMinimumWidth(current_theme().px(PANEL_WIDTH))
