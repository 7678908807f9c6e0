"""What tiles of photos and of galleries share: where they stand in their cell, rings, badges, and empty places."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app.widgets.icons import paint_icon
from app.widgets.roles import VALUE_ROLE
from app.widgets.sides import placed
from app.widgets.text_block import TextBlock, elided
from app.widgets.tile_pictures import Corners, TilePictures, all_corners, rounded
from app.widgets.tokens import Theme, current_theme

RING = 3
BETWEEN = " · "
"""What stands between a state and its time."""
_BADGE = 24
_BADGE_LINES = 2
_MOST_GROWN = 1.4
"""Larger words need larger tiles, else their badges cover the photos."""
_DISC = 24


class TileDelegate(QStyledItemDelegate):
    """A subclass paints the tile within `tile_rect` and says how high it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures = TilePictures()
        self.cell = QSize(200, 200)
        self.is_picking = False
        """Whether each tile shows a disc to be ticked."""

    @property
    def least_width(self) -> int:
        """Below this there is a column less."""
        theme = current_theme()
        return round(theme.layout("tile-min") * min(theme.text_scale, _MOST_GROWN))

    def height_for(self, width: int) -> int:
        """How high a tile of this width is."""
        raise NotImplementedError

    def tile_rect(self, cell: QRect) -> QRect:
        """The tile within its cell."""
        half = current_theme().space("l") // 2
        return cell.adjusted(half, half, -half, -half)

    def paint_tile(
        self, painter: QPainter, tile: QRect, option: QStyleOptionViewItem, value: object, theme: Theme
    ) -> None:
        """All of one tile."""
        raise NotImplementedError

    def paint_picture(
        self,
        painter: QPainter,
        rect: QRect,
        image: QImage | None,
        corners: Corners,
        *,
        empty_icon: str = "photos",
        opacity: float = 1.0,
    ) -> None:
        """A picture, or a quiet place where there is none (yet)."""
        theme = current_theme()
        if image is None or image.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawPath(rounded(QRectF(rect), corners))
            side = theme.icon("l")
            if rect.width() > 2 * side and empty_icon:
                spot = QRectF(0, 0, side, side)
                spot.moveCenter(QRectF(rect).center())
                paint_icon(painter, empty_icon, "text-muted", spot)
            return
        ratio = painter.device().devicePixelRatioF()
        pixmap = self.pictures.pixmap(image, rect.size(), ratio, corners)
        painter.setOpacity(opacity)
        painter.drawPixmap(rect.topLeft(), pixmap)
        painter.setOpacity(1.0)

    def paint_ring(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, radius: float, theme: Theme
    ) -> None:
        """3 px around what is chosen; 2 px around what the keyboard is on; both keep 2 px off the picture."""
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        view = option.widget
        has_keys = bool(option.state & QStyle.StateFlag.State_HasFocus) and view.window().testAttribute(
            Qt.WidgetAttribute.WA_KeyboardFocusChange
        )
        if not is_chosen and not has_keys:
            return
        width = theme.px(RING) if is_chosen else theme.control("focus-width")
        off = theme.control("focus-offset") + width / 2
        painter.setPen(QPen(theme.colour("focus"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(-off, -off, off, off), radius + off, radius + off)

    def paint_pick(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, theme: Theme) -> None:
        """The disc to be ticked, at the upper far corner."""
        if not self.is_picking:
            return
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        side, edge = theme.px(_DISC), theme.space("s")
        spot = QRect(rect.right() + 1 - side - edge, rect.top() + edge, side, side)
        spot = placed(spot, rect, option.direction == Qt.LayoutDirection.RightToLeft)
        painter.setPen(QPen(theme.colour("accent" if is_chosen else "border-strong"), theme.px(2)))
        painter.setBrush(theme.colour("accent" if is_chosen else "surface"))
        painter.drawEllipse(QRectF(spot))
        if is_chosen:
            inset = theme.px(4)
            paint_icon(
                painter, "check", "text-on-accent", QRectF(spot.adjusted(inset, inset, -inset, -inset))
            )

    def paint_badge(
        self,
        painter: QPainter,
        rect: QRect,
        icon: str,
        words: str,
        role: str,
        *,
        mirrored: bool,
    ) -> None:
        """At the picture's foot: icon and words on the state's soft ground.

        Where it is narrow, the state alone, and where that is too long for one line, on two.
        """
        theme = current_theme()
        ground = {"waiting": "waiting-soft", "positive": "positive-soft", "refused": "refused-soft"}.get(
            role, "surface"
        )
        font = theme.font("caption", weight=600, tabular=True)
        metrics = QFontMetrics(font)
        side, edge, gap = theme.icon("s"), theme.space("s"), theme.px(5)
        most = rect.width() - 2 * edge - side - gap - 2 * edge
        if metrics.horizontalAdvance(words) > most:
            words = words.partition(BETWEEN)[0]
        block = TextBlock(words, font, most, theme.line("caption"))
        if block.lines > _BADGE_LINES:
            block = TextBlock(elided(words, metrics, most), font, most, theme.line("caption"))
        block.narrow()
        height = max(theme.px(_BADGE), round(block.size.height()) + theme.px(8))
        width = side + gap + ceil(block.size.width()) + 1 + 2 * edge
        badge = QRect(rect.left() + edge, rect.bottom() + 1 - edge - height, width, height)
        badge = placed(badge, rect, mirrored)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawPath(rounded(QRectF(badge), all_corners(theme.radius("s"))))
        spot = QRect(badge.left() + edge, badge.top() + (height - side) // 2, side, side)
        paint_icon(painter, icon, role, QRectF(placed(spot, badge, mirrored)))
        above = (height - round(block.size.height())) // 2
        room = QRect(spot.right() + 1 + gap, badge.top() + above, ceil(block.size.width()), height)
        block.paint(painter, QPointF(placed(room, badge, mirrored).topLeft()), theme.colour(role))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One tile."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.paint_tile(painter, self.tile_rect(option.rect), option, index.data(VALUE_ROLE), current_theme())
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The cell the grid has worked out."""
        return self.cell
