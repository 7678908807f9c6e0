"""The box a message is typed into: plain text only, roomy lines, what is too much marked and never cut."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QPlainTextDocumentLayout,
    QPlainTextEdit,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.widgets.text_block import utf16_index
from app.widgets.tokens import current_theme

MOST_LINES = 8
LEAST_LINES = 1
_LEAST_HEIGHT = 92
_PADDING = (14, 10)
_MARK_LINE = 2
_PARAGRAPH = "\u2029"


def _never(_source: QMimeData) -> bool:
    return False


class RoomyLayout(QPlainTextDocumentLayout):
    """Qt's plain layout with lines as far apart as the theme has them, not as the font would."""

    def __init__(self, document: QTextDocument, edit: QPlainTextEdit) -> None:
        super().__init__(document)
        self._edit = edit

    def _lay_out(self, block: QTextBlock) -> None:
        margin = self.document().documentMargin()
        width = self._edit.viewport().width() - 2 * margin
        step = float(current_theme().line("read"))
        layout = block.layout()
        layout.setCacheEnabled(True)  # else every painting shapes the letters again
        layout.setTextOption(self.document().defaultTextOption())
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            height = max(step, line.height())
            line.setPosition(QPointF(margin, y + (height - line.height()) / 2))
            y += height
        layout.endLayout()
        before = self.document().lineCount()
        block.setLineCount(layout.lineCount())
        if self.document().lineCount() != before:
            self.documentSizeChanged.emit(self.documentSize())

    @override
    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Where Qt asks for a paragraph first; lays it out if need be."""
        if not block.isValid():
            return QRectF()
        layout = block.layout()
        if layout.lineCount() == 0:
            self._lay_out(block)
        rect = super().blockBoundingRect(block)
        if layout.lineCount():
            last = layout.lineAt(layout.lineCount() - 1)
            step = max(float(current_theme().line("read")), last.height())
            rect.setHeight(rect.height() + (step - last.height()) / 2)
        return rect


class DraftEdit(QPlainTextEdit):
    """Plain text without a frame; the frame is its `DraftBox`."""

    text_edited = Signal(str)
    """The text after the member changed it."""
    send_requested = Signal()
    picture_given = Signal(object)
    """What was pasted or dropped (QMimeData), where `is_picture` says that it is no words."""
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_picture: Callable[[QMimeData], bool] = _never
        self._excess_start: int | None = None
        self._is_silent = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("painted", True)
        document = self.document()
        document.setDocumentMargin(0)
        self._roomy = RoomyLayout(document, self)
        document.setDocumentLayout(self._roomy)
        self.textChanged.connect(self._on_text_changed)
        self._dress()

    @property
    def text(self) -> str:
        """The draft, sign by sign as it was typed (`toPlainText` would turn hard spaces into soft ones)."""
        return self.document().toRawText().replace(_PARAGRAPH, "\n")

    def set_text(self, text: str) -> None:
        """Another draft; what was undone before belongs to the old one."""
        if text == self.text:
            return
        self._is_silent = True
        self.setPlainText(text)
        self._is_silent = False
        self.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def excess_start(self) -> int | None:
        """Where the excess begins, in code points; None if everything fits."""
        return self._excess_start

    def set_excess(self, start: int | None) -> None:
        """Marks everything from this code point on."""
        if start is None and self._excess_start is None:
            return
        self._excess_start = start
        self.setExtraSelections([] if start is None else [self._excess_selection(start)])

    @property
    def lines(self) -> int:
        """Lines as wrapped now."""
        return max(1, self.document().lineCount())

    def _excess_selection(self, start: int) -> QTextEdit.ExtraSelection:
        theme = current_theme()
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(utf16_index(self.text, start), max(0, self.document().characterCount() - 1)))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(theme.colour("mark"))
        look.setForeground(theme.colour("text"))
        selection.cursor = cursor
        selection.format = look
        return selection

    def _dress(self) -> None:
        theme = current_theme()
        self.setFont(theme.font("read"))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, theme.colour("surface"))
        palette.setColor(QPalette.ColorRole.Text, theme.colour("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.colour("text-muted"))
        self.setPalette(palette)
        self.viewport().setPalette(
            palette
        )  # the style sheet gave it one of its own, which would stay the old one
        if self._excess_start is not None:
            self.setExtraSelections([self._excess_selection(self._excess_start)])

    def _on_text_changed(self) -> None:
        if not self._is_silent:
            self.text_edited.emit(self.text)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        """Takes the words of anything, and passes pictures on to whoever wants them."""
        if self.is_picture(source):
            self.picture_given.emit(source)
        elif source.hasText():
            self.insertPlainText(source.text())
            self.ensureCursorVisible()

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Whatever has words, and pictures where somebody takes them."""
        return source.hasText() or self.is_picture(source)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter sends; everything else is typing."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send_requested.emit()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and the line below what is too much."""
        super().paintEvent(event)
        if self._excess_start is not None:
            self._paint_excess_line(event.rect().top(), event.rect().bottom())

    def _paint_excess_line(self, top: int, bottom: int) -> None:
        theme = current_theme()
        start = utf16_index(self.text, self._excess_start or 0)
        painter = QPainter(self.viewport())
        colour, width = theme.colour("refused"), theme.px(_MARK_LINE)
        below = QFontMetricsF(self.font()).descent()
        block = self.firstVisibleBlock()
        while block.isValid():
            frame = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if frame.top() > bottom:
                return
            layout = block.layout()
            for index in range(layout.lineCount() if frame.bottom() >= top else 0):
                line = layout.lineAt(index)
                first = max(line.textStart(), start - block.position())
                last = line.textStart() + line.textLength()
                if first < last:
                    x1, x2 = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                    y = frame.top() + line.position().y() + line.ascent() + below
                    rect = QRectF(frame.left() + min(x1, x2), y, abs(x2 - x1), width)
                    painter.fillRect(rect, colour)
            block = block.next()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tells the frame."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tells the frame."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Takes the theme's font and colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_roomy"):
            self._dress()


class DraftBox(QWidget):
    """The frame around the draft: at least 92 points, growing to 8 lines where there is room, then scrolling."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = DraftEdit(self)
        self._shown_lines = 0
        theme = current_theme()
        self._box = QVBoxLayout(self)
        side, above = theme.px(_PADDING[0]), theme.px(_PADDING[1])
        self._box.setContentsMargins(side, above, side, above)
        self._box.addWidget(self.edit)
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.edit)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.edit.focus_changed.connect(self.update)
        layout = self.edit.document().documentLayout()
        assert isinstance(layout, QAbstractTextDocumentLayout)
        layout.documentSizeChanged.connect(self._on_layout_document_size_changed)

    def _on_layout_document_size_changed(self) -> None:
        lines = min(self.edit.lines, MOST_LINES)
        if lines != self._shown_lines:
            self._shown_lines = lines
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        """As high as its lines, within its bounds."""
        theme = current_theme()
        lines = min(self.edit.lines, MOST_LINES)
        height = lines * theme.line("read") + 2 * theme.px(_PADDING[1])
        return QSize(theme.layout("bubble-max"), max(theme.px(_LEAST_HEIGHT), height))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrow; in a low window one line must do."""
        theme = current_theme()
        least = LEAST_LINES * theme.line("read") + 2 * theme.px(_PADDING[1])
        return QSize(theme.px(160), max(theme.px(_LEAST_HEIGHT), least))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows whole lines only, the last with the line that marks an excess; the rest of the height stands below."""
        super().resizeEvent(event)
        theme = current_theme()
        side, above = theme.px(_PADDING[0]), theme.px(_PADDING[1])
        between = round(theme.line("read") - QFontMetricsF(self.edit.font()).height())
        rest = max(0, self.height() - 2 * above) % theme.line("read")
        rest = max(0, rest - max(0, between))
        self._box.setContentsMargins(side, above, side, above + rest)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame; 2 points while the keyboard is in it."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = self.edit.hasFocus()
        width = theme.control("focus-width") if has_focus else 1
        painter.setPen(QPen(theme.colour("focus" if has_focus else "border-strong"), width))
        painter.setBrush(theme.colour("surface"))
        inset = width / 2
        radius = theme.radius("l") - inset
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)


def _x(answer: object) -> float:
    """PySide answers `cursorToX` with the place and the cursor."""
    return float(answer[0] if isinstance(answer, (tuple, list)) else answer)  # type: ignore[arg-type]
