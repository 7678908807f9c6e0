"""A month's statement: chosen, then saved as a page to print or as a table."""

from __future__ import annotations

from collections import deque
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.money_values import Statement
from app.domain.values import MovementRow
from app.viewmodels.app import AppViewModel
from app.views.fault_words import fault_words
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.drop_down import DropDown
from app.widgets.flow import Flow
from app.widgets.label import Label
from app.widgets.movement_table import meaning, what_words
from app.widgets.notice import NoticeCard
from app.widgets.tokens import current_theme

translate = QCoreApplication.translate

MONTHS = 24


class StatementCard(QFrame):
    """Tests and the tour say beforehand with `answer_with` where it would be saved; the chooser then stays closed."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statement")
        self.setProperty("plane", "card")
        self._app = app
        self._model = app.balance_page
        self._answers: deque[str] = deque()
        self._kind: str | None = None
        self._saved = ""
        self._waiting = b""
        theme = current_theme()
        self._month = DropDown(self.tr("Month of the statement"), self)
        self._month.setObjectName("statement_month")
        for month in _months(fmt.today()):
            self._month.addItem(month_words(month), month)
        self._page = Button(self.tr("Save as PDF…"), "outline", None, self)
        self._page.setObjectName("statement_pdf")
        self._table = Button(self.tr("Save as Table (CSV)…"), "outline", None, self)
        self._table.setObjectName("statement_csv")
        self._said = NoticeCard(self)
        self._said.setObjectName("statement_said")
        self._said.hide()
        margin = theme.space("xl")
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.space("m"))
        column.addWidget(Label(self.tr("Statement of a month"), self, style="title"))
        column.addWidget(
            Label(
                self.tr("Every movement with its date, for your own papers or to print."),
                self,
                style="small",
                role="text-muted",
            )
        )
        choices = Flow(self)
        choices.add(self._month, self._page, self._table)
        column.addWidget(choices)
        column.addWidget(self._said)
        self._page.clicked.connect(self._on_page_clicked)
        self._table.clicked.connect(self._on_table_clicked)
        self._said.action_requested.connect(self._on_said_action_requested)
        self._model.statement_ready.connect(self._on_model_statement_ready)
        self._model.saved.connect(self._on_model_saved)
        self._model.statement_failed.connect(self._on_model_failed)

    def answer_with(self, path: str) -> None:
        """The next question where to save is answered with this path."""
        self._answers.append(path)

    def _on_page_clicked(self) -> None:
        self._begin("pdf")

    def _on_table_clicked(self) -> None:
        self._begin("csv")

    def _begin(self, kind: str) -> None:
        month = self._month.currentData()
        if isinstance(month, date) and self._kind is None:
            self._kind = kind
            self._said.hide()
            self._model.make_statement(month)

    def _on_model_statement_ready(self, statement: Statement) -> None:
        kind, self._kind = self._kind, None
        if kind is None:
            return
        data = as_pdf(statement, self._app) if kind == "pdf" else as_csv(statement)
        name = f"GettingOut {statement.month:%Y-%m}.{kind}"
        if self._answers:
            self._model.save(self._answers.popleft(), data)
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Save the statement"), str(Path(folder) / name))
        dialog.setObjectName("statement_chooser")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(name)
        self._waiting = data
        dialog.fileSelected.connect(self._on_dialog_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_dialog_file_selected(self, path: str) -> None:
        self._model.save(path, self._waiting)

    def _on_model_saved(self, path: str) -> None:
        self._saved = path
        self._said.show_notice(
            "good",
            self.tr("It is {name}.").format(name=fmt.isolate(Path(path).name)),
            lead=self.tr("The statement was saved."),
            action=self.tr("Open It"),
        )
        self._said.show()

    def _on_said_action_requested(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._saved))

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._kind = None
        if self.isVisible():
            self._said.show_notice("bad", fault_words(fault))
            self._said.show()


def month_words(month: date) -> str:
    """March 2026, as the system writes months."""
    return QLocale().toString(QDate(month.year, month.month, 1), "MMMM yyyy")


def _months(today: date) -> list[date]:
    """The present month and those before it."""
    count = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(count, count - MONTHS, -1)]


def as_csv(statement: Statement) -> bytes:
    """For any spreadsheet: the day, what for, what it means, in, out, balance; sums as plain numbers."""
    from app.services.statement import as_table

    head = (
        translate("StatementCard", "Date"),
        translate("StatementCard", "What for"),
        translate("StatementCard", "Meaning"),
        translate("StatementCard", "In"),
        translate("StatementCard", "Out"),
        translate("StatementCard", "Paid from hold"),
        translate("StatementCard", "Balance"),
        translate("StatementCard", "Reference"),
    )
    lines = [
        (
            fmt.local(row.at).strftime("%Y-%m-%d %H:%M"),
            _plain(what_words(row)),
            meaning(row)[0],
            _number(max(row.amount_cents, 0)),
            _number(max(-row.amount_cents, 0)),
            _number(row.price_cents if row.amount_cents == 0 else 0),
            _number(row.balance_cents),
            row.key,
        )
        for row in statement.rows
    ]
    return as_table(head, lines)


def as_pdf(statement: Statement, app: AppViewModel) -> bytes:
    """A page to print, with the member's name and the sums of the month."""
    from app.widgets.statement_print import statement_pdf

    account = app.account.account
    facts = [
        (translate("StatementCard", "Name"), account.name if account is not None else ""),
        (translate("StatementCard", "Balance at the beginning"), fmt.dollars(statement.opening_cents)),
        (translate("StatementCard", "Added"), fmt.dollars(statement.added_cents)),
        (translate("StatementCard", "Paid"), fmt.dollars(statement.paid_cents)),
        (translate("StatementCard", "Balance at the end"), fmt.dollars(statement.closing_cents)),
    ]
    head = (
        translate("StatementCard", "Date"),
        translate("StatementCard", "What for"),
        translate("StatementCard", "Meaning"),
        translate("StatementCard", "Amount"),
        translate("StatementCard", "Balance"),
    )
    lines = [_printed(row) for row in statement.rows]
    title = translate("StatementCard", "Statement for {month}").format(month=month_words(statement.month))
    return statement_pdf(title, facts, head, lines, sums_from=3)


def _printed(row: MovementRow) -> tuple[str, ...]:
    from app.widgets.movement_table import amount_words

    return (
        fmt.full(row.at),
        what_words(row),
        meaning(row)[0],
        amount_words(row),
        fmt.dollars(row.balance_cents),
    )


def _number(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}" if cents else ""


def _plain(words: str) -> str:
    """Without the marks that keep a name's direction apart: a table has a cell for that."""
    return words.replace("\u2068", "").replace("\u2069", "")
