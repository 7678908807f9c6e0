"""Above the movements of the balance: which kind is wanted, and words to look for."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import GettingOutError
from app.domain.money_values import MovementWish
from app.domain.values import MovementRow
from app.viewmodels.balance import BalanceViewModel
from app.widgets.drop_down import DropDown
from app.widgets.search_field import SearchField
from app.widgets.tokens import current_theme

PAUSE_MS = 300
"""After the last key, so that a word is asked for and not each of its letters."""


class MovementSearch(QWidget):
    """One kind or all, and words: a name, a facility, the end of a voucher."""

    results_changed = Signal()
    failed = Signal(object)  # GettingOutError

    def __init__(self, model: BalanceViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._kind = DropDown(self.tr("Which movements"), self)
        self._kind.setObjectName("movements_kind")
        for words, value in (
            (self.tr("Everything"), "all"),
            (self.tr("Added"), "added"),
            (self.tr("Put on hold"), "held"),
            (self.tr("Paid"), "spent"),
            (self.tr("Returned"), "returned"),
        ):
            self._kind.addItem(words, value)
        self._words = SearchField(self.tr("Search by name, facility or voucher"), self)
        self._words.setObjectName("movements_words")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current_theme().space("s"))
        row.addWidget(self._kind)
        row.addWidget(self._words, 1)
        self._kind.currentIndexChanged.connect(self._find)
        self._words.textEdited.connect(self._on_words_text_edited)
        self._words.returnPressed.connect(self._find)
        self._pause.timeout.connect(self._find)
        model.found_changed.connect(self._on_model_found_changed)
        model.searching_changed.connect(self._on_model_found_changed)
        model.failed.connect(self._on_model_failed)

    @property
    def found(self) -> tuple[MovementRow, ...] | None:
        """What fits; None while nothing is searched for."""
        return self._model.found

    @property
    def is_searching(self) -> bool:
        """Whether an answer is on its way."""
        return self._model.is_searching

    @property
    def more_found(self) -> bool:
        """Whether there are older ones."""
        return self._model.more_found

    def find_more(self) -> None:
        """Older ones, below."""
        self._model.find_more()

    def _find(self) -> None:
        self._pause.stop()
        self._model.find(MovementWish(str(self._kind.currentData()), self._words.text()))

    def _on_words_text_edited(self, _text: str) -> None:
        self._pause.start()

    def _on_model_found_changed(self, _found: object) -> None:
        self.results_changed.emit()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)
