"""A list of people to choose one from: avatar, name, a second line, a price, a radio mark; some only to be read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app.widgets.avatar import paint_avatar
from app.widgets.faces import FACES
from app.widgets.icons import paint_icon
from app.widgets.text_block import elided
from app.widgets.toggles import paint_radio
from app.widgets.tokens import Theme, current_theme

_PERSON_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_HEADING_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_FADED = 0.55


@dataclass(frozen=True, slots=True)
class Hint:
    """A line about what stands in the way, with its icon."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Person:
    """One row. `hints` are further lines in the waiting colour; who can't be chosen says why in `about`."""

    key: str
    name: str
    about: str
    trailing: str = ""
    hints: tuple[Hint, ...] = ()
    can_choose: bool = True


class PersonList(QListWidget):
    """Arrows move, a click chooses, a double click or Enter goes on."""

    person_changed = Signal(object)  # Person | None
    person_accepted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_PersonDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._most_height = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.currentItemChanged.connect(self._on_current_item_changed)
        self.itemDoubleClicked.connect(self._on_item_double_clicked)
        FACES.changed.connect(self.viewport().update)

    @property
    def person(self) -> Person | None:
        """Who is chosen; also somebody who can't be."""
        item = self.currentItem()
        person = item.data(_PERSON_ROLE) if self.currentRow() >= 0 else None
        return person if isinstance(person, Person) else None

    def set_most_height(self, points: int) -> None:
        """As high as its rows, but never more than this; in less room it scrolls."""
        self._most_height = points

    def show_people(self, people: tuple[Person, ...], heading: str = "") -> None:
        """Shows these; those who can't be chosen stand below the heading. Whoever was chosen stays so if there."""
        kept = self.person.key if self.person is not None else None
        self.clear()
        can = [person for person in people if person.can_choose]
        others = [person for person in people if not person.can_choose]
        for person in can:
            self._add(person)
        if others and heading:
            item = QListWidgetItem(heading)
            item.setData(_HEADING_ROLE, heading)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        for person in others:
            self._add(person)
        self._choose_first(kept)
        self.updateGeometry()

    def step(self, by: int) -> None:
        """Moves the choice up or down, past headings."""
        row = self.currentRow() + by
        while 0 <= row < self.count():
            if self.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.setCurrentRow(row)
                return
            row += by

    def _add(self, person: Person) -> None:
        item = QListWidgetItem(person.name)
        item.setData(_PERSON_ROLE, person)
        words = [person.name, person.about, *(hint.words for hint in person.hints), person.trailing]
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(word for word in words if word))
        self.addItem(item)

    def _choose_first(self, kept: str | None) -> None:
        first = -1
        for row in range(self.count()):
            person = self.item(row).data(_PERSON_ROLE)
            if isinstance(person, Person):
                if person.key == kept:
                    self.setCurrentRow(row)
                    return
                if first < 0 and person.can_choose:
                    first = row
        self.setCurrentRow(first)
        if first < 0:
            self.person_changed.emit(None)

    def _on_current_item_changed(self) -> None:
        self.person_changed.emit(self.person)

    def _on_item_double_clicked(self) -> None:
        if self.person is not None and self.person.can_choose:
            self.person_accepted.emit()

    @override
    def sizeHint(self) -> QSize:
        """All rows, up to the most."""
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return QSize(super().sizeHint().width(), min(rows + 2, current_theme().px(self._most_height)))

    @override
    def minimumSizeHint(self) -> QSize:
        """A row and a half, so that one sees that there are more."""
        return QSize(0, min(self.sizeHint().height(), current_theme().px(90)))


class _PersonDelegate(QStyledItemDelegate):
    """Paints a person or a heading, all words as plain text."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines and its hints; a heading is one with air above."""
        theme = current_theme()
        person = index.data(_PERSON_ROLE)
        if not isinstance(person, Person):
            return QSize(0, theme.line("small") + theme.space("xl"))
        lines = theme.line("strong") + theme.line("small") * (1 + len(person.hints))
        return QSize(0, max(theme.px(60), lines + theme.space("l")))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, avatar, lines, price, radio mark."""
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        person = index.data(_PERSON_ROLE)
        if isinstance(person, Person):
            self._paint_person(painter, theme, option, person)
        else:
            painter.setFont(theme.font("small", weight=600))
            painter.setPen(theme.colour("text-muted"))
            inner = option.rect.adjusted(theme.space("m"), 0, -theme.space("m"), -theme.space("xs"))
            align = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
            painter.drawText(inner, int(align), str(index.data(_HEADING_ROLE)))
        painter.restore()

    def _paint_person(
        self, painter: QPainter, theme: Theme, option: QStyleOptionViewItem, person: Person
    ) -> None:
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent-soft" if chosen else "hover"))
            painter.drawRoundedRect(rect, theme.radius("m"), theme.radius("m"))
        inner = rect.adjusted(theme.space("m"), 0, -theme.space("m"), 0)
        side = theme.px(40)
        spot = QRectF(inner.x(), inner.center().y() - side / 2, side, side)
        painter.setOpacity(1.0 if person.can_choose else _FADED)
        paint_avatar(painter, spot, person.key, person.name, theme)
        painter.setOpacity(1.0)
        inner.setLeft(spot.right() + theme.space("m"))
        if person.can_choose:
            mark = QRectF(inner.right() - 18, inner.center().y() - 9, 18, 18)
            paint_radio(painter, mark, theme, is_on=chosen, is_enabled=True)
            inner.setRight(mark.left() - theme.space("m"))
        if person.trailing:
            inner = self._paint_trailing(painter, theme, inner, person.trailing)
        self._paint_lines(painter, theme, inner, person)

    def _paint_trailing(self, painter: QPainter, theme: Theme, inner: QRectF, words: str) -> QRectF:
        painter.setFont(theme.font("body", tabular=True))
        painter.setPen(theme.colour("text"))
        align = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, int(align), words)
        width = painter.fontMetrics().horizontalAdvance(words) + theme.space("m")
        return inner.adjusted(0, 0, -width, 0)

    def _paint_lines(self, painter: QPainter, theme: Theme, inner: QRectF, person: Person) -> None:
        lines = [("strong", "text", "", person.name), ("small", "text-muted", "", person.about)]
        lines += [("small", "waiting", hint.icon, hint.words) for hint in person.hints]
        y = inner.center().y() - sum(theme.line(style) for style, _, _, _ in lines) / 2
        for style, role, sign, words in lines:
            line = QRectF(inner.x(), y, inner.width(), theme.line(style))
            y += theme.line(style)
            if sign:
                icon = theme.icon("s")
                spot = QRectF(line.x(), line.center().y() - icon / 2, icon, icon).toRect()
                paint_icon(painter, sign, role, QRectF(spot))
                line.setLeft(line.left() + icon + theme.px(5))
            painter.setFont(theme.font(style))
            painter.setPen(theme.colour(role))
            text = elided(words, painter.fontMetrics(), int(line.width()))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), text)
