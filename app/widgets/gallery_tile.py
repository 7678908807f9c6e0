"""Paints one gallery: its cover beside two more photos, name, count, and the worst state of what is in it."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem
from typing_extensions import override

from app.domain.gallery import GalleryCard
from app.widgets.conversation_delegate import name_font
from app.widgets.icons import paint_icon
from app.widgets.journey_words import StepWords
from app.widgets.photo_marks import any_gallery_marks, count_words, gallery_mark
from app.widgets.sides import end_flags, placed, start_flags
from app.widgets.text_block import TextBlock, elided
from app.widgets.tile_delegate import TileDelegate
from app.widgets.tile_pictures import Corners, all_corners
from app.widgets.tokens import Theme, current_theme

_BETWEEN = 2
_LEAST = 238
_LARGE = 1.5
_ICON_GAP = 5
_SHAPE = (190, 258)
"""Height and width of the pictures, as drawn."""


class GalleryTiles(TileDelegate):
    """`picture` gives the thumbnail of a photo by its key. A card without an id is "New gallery"."""

    def __init__(self, picture: Callable[[str], QImage | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = picture

    @property
    def least_width(self) -> int:
        """Four across the page, three where the window is narrow."""
        return current_theme().px(_LEAST)

    @override
    def height_for(self, width: int) -> int:
        """Pictures and the lines below them."""
        theme = current_theme()
        return self._covers_height(width) + self._words_height(width, theme)

    @override
    def paint_tile(
        self, painter: QPainter, tile: QRect, option: QStyleOptionViewItem, value: object, theme: Theme
    ) -> None:
        """Covers and words."""
        if not isinstance(value, GalleryCard):
            return
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        covers = QRect(tile.left(), tile.top(), tile.width(), self._covers_height(tile.width()))
        radius = theme.radius("l")
        if not value.gallery_id:
            self._paint_new(painter, covers, radius, theme)
        else:
            self._paint_covers(painter, covers, value, radius, mirrored, theme)
        self.paint_ring(painter, covers, option, radius, theme)
        words = QRect(tile)
        words.setTop(covers.bottom() + 1 + theme.space("m"))
        self._paint_words(painter, words, value, mirrored, theme)

    def _covers_height(self, width: int) -> int:
        return width * _SHAPE[0] // _SHAPE[1]

    def _words_height(self, width: int, theme: Theme) -> int:
        """As many lines as the longest state takes: all tiles are equally high."""
        longest = max(_state_block(look, width, theme).lines for look in any_gallery_marks())
        return (
            theme.space("m")
            + theme.line("read")
            + theme.space("xxs")
            + theme.line("small") * (longest + (1 if _is_large(theme) else 0))
            + theme.space("s")
        )

    def _paint_covers(
        self, painter: QPainter, room: QRect, card: GalleryCard, radius: float, mirrored: bool, theme: Theme
    ) -> None:
        images = [self._picture(key) for key in card.covers[:3]]
        if len(images) < 2:
            icon = "photos" if images else "folder"
            image = images[0] if images else None
            self.paint_picture(painter, room, image, all_corners(radius), empty_icon=icon)
            return
        between = theme.px(_BETWEEN)
        wide = room.width() * 2 // 3
        large = QRect(room.left(), room.top(), wide, room.height())
        rest = QRect(large.right() + 1 + between, room.top(), room.width() - wide - between, room.height())
        start, end = Corners(radius, 0, 0, radius), Corners(0, radius, radius, 0)
        if mirrored:
            start, end = end, start
        self.paint_picture(painter, placed(large, room, mirrored), images[0], start)
        if len(images) == 2:
            self.paint_picture(painter, placed(rest, room, mirrored), images[1], end)
            return
        half = (rest.height() - between) // 2
        upper = QRect(rest.left(), rest.top(), rest.width(), half)
        lower = QRect(rest.left(), rest.bottom() + 1 - half, rest.width(), half)
        top = Corners(end.top_left, end.top_right, 0, 0)
        foot = Corners(0, 0, end.bottom_right, end.bottom_left)
        self.paint_picture(painter, placed(upper, room, mirrored), images[1], top)
        self.paint_picture(painter, placed(lower, room, mirrored), images[2], foot)

    def _paint_new(self, painter: QPainter, room: QRect, radius: float, theme: Theme) -> None:
        pen = QPen(theme.colour("border-strong"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        side = theme.icon("xl")
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(QRectF(room).center())
        paint_icon(painter, "folder", "text-muted", spot)

    def _paint_words(
        self, painter: QPainter, room: QRect, card: GalleryCard, mirrored: bool, theme: Theme
    ) -> None:
        first = QRect(room.left(), room.top(), room.width(), theme.line("read"))
        left, last = QRect(first), first
        if card.gallery_id:
            font = theme.font("small", tabular=True)
            count = count_words(card.count)
            width = QFontMetrics(font).horizontalAdvance(count) + 1
            painter.setFont(font)
            painter.setPen(theme.colour("text-muted"))
            if _is_large(theme):
                last = QRect(room.left(), first.bottom() + 1, room.width(), theme.line("small"))
                painter.drawText(last, start_flags(mirrored), count)
            else:
                painter.drawText(first, end_flags(mirrored), count)
                left.setWidth(first.width() - width - theme.space("s"))
        font = name_font(theme)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        name = elided(card.name, QFontMetrics(font), left.width())
        painter.drawText(placed(left, first, mirrored), start_flags(mirrored), name)
        if not card.gallery_id:
            return
        look = gallery_mark(card)
        line = QRect(room.left(), last.bottom() + 1 + theme.space("xxs"), room.width(), theme.line("small"))
        side = theme.icon("s")
        spot = QRect(line.left(), line.top() + (line.height() - side) // 2, side, side)
        paint_icon(painter, look.icon, look.role, QRectF(placed(spot, line, mirrored)))
        block = _state_block(look, room.width(), theme)
        block.narrow()
        words = QRect(
            spot.right() + 1 + theme.px(_ICON_GAP), line.top(), ceil(block.size.width()), line.height()
        )
        block.paint(painter, QPointF(placed(words, line, mirrored).topLeft()), theme.colour(look.role))


def _state_block(look: StepWords, width: int, theme: Theme) -> TextBlock:
    """The words of a state beside its icon, on as many lines as they need in a tile of this width."""
    room = width - theme.icon("s") - theme.px(_ICON_GAP)
    return TextBlock(look.words, theme.font("small"), room, theme.line("small"))


def _is_large(theme: Theme) -> bool:
    """Whether a name would hardly fit beside the count."""
    return theme.text_scale >= _LARGE
