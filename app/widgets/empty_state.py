"""A pane with nothing in it yet: what it is for, the one next step, one quiet way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.widgets.button import Button, LinkButton
from app.widgets.icons import paint_icon
from app.widgets.label import Label
from app.widgets.measured import MeasuredAnew
from app.widgets.tokens import current_theme

_DISC = 80
_WIDTH = 372


class EmptyState(QWidget):
    """Icon on a disc, an invitation, a few words, a solid button, a link with the question before it."""

    action_requested = Signal()
    link_requested = Signal()

    def __init__(
        self,
        icon: str,
        heading: str,
        text: str,
        parent: QWidget | None = None,
        *,
        action: str = "",
        action_icon: str | None = None,
        question: str = "",
        link: str = "",
    ) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.action = Button(action, "solid", action_icon, self)
        self.link = LinkButton(link, self)
        self.heading = Label(heading, self, style="heading")
        self.words = Label(text, self, style="read", role="text-muted")
        self._question = Label(question, self, role="text-muted", wrap=False)
        middle = Qt.AlignmentFlag.AlignHCenter
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.space("xl"),) * 4)
        box.setSpacing(theme.space("s"))
        box.addStretch(1)
        self._disc = _Disc(icon, self)
        self._disc.setObjectName("disc")
        box.addWidget(self._disc, 0, middle)
        box.addSpacing(theme.space("s"))
        for label in (self.heading, self.words):
            label.setAlignment(middle)
            # An alignment would let the pane's whole width decide how high the wrapped words are.
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(label)
            line.addStretch(1)
            box.addLayout(line)
        box.addSpacing(theme.space("m"))
        box.addWidget(self.action, 0, middle)
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.space("m"), 0, 0)
        row.setSpacing(theme.space("s"))
        row.addStretch(1)
        row.addWidget(self._question)
        row.addWidget(self.link)
        row.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        self.action.setVisible(bool(action))
        self.link.setVisible(bool(link))
        self._question.setVisible(bool(question))
        self.setProperty("painted", True)
        self.action.clicked.connect(self._on_action_clicked)
        self.link.clicked.connect(self._on_link_clicked)
        self._fit()

    def _fit(self) -> None:
        """Lines as long as the text is large, within the room; the icon only where there is height for it."""
        theme = current_theme()
        room = self.width() - 2 * theme.space("xl")
        width = max(theme.px(_WIDTH) // 2, min(round(theme.px(_WIDTH) * theme.text_scale), room))
        for label in (self.heading, self.words):
            label.setFixedWidth(width)
        needed = self._box.totalHeightForWidth(self.width())
        if self._disc.isHidden():
            needed += self._disc.sizeHint().height() + self._box.spacing()
        self._disc.setVisible(needed <= self.height())

    def _on_action_clicked(self) -> None:
        self.action_requested.emit()

    def _on_link_clicked(self) -> None:
        self.link_requested.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits anew."""
        super().resizeEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        """Fits once more when the words have the width that was asked for: only then is their height known."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and "_disc" in self.__dict__:
            self._fit()
        return done

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "_disc" in self.__dict__:
            self._fit()


class _Disc(MeasuredAnew, QWidget):
    """The icon on its disc."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = icon
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        side = current_theme().px(_DISC)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Disc and icon."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent-soft"))
        rect = QRectF(0, 0, theme.px(_DISC), theme.px(_DISC))
        painter.drawEllipse(rect)
        side = theme.icon("xl")
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(rect.center())
        paint_icon(painter, self._name, "accent", spot)
