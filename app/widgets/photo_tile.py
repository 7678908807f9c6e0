"""Paints one photo of a gallery: the picture, its badge, and while it is sent how far it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from typing_extensions import override

from app.domain.gallery import GalleryPhoto
from app.domain.values import StepKind
from app.widgets.icons import paint_icon
from app.widgets.photo_marks import photo_mark
from app.widgets.share_bar import HEIGHT as BAR_HEIGHT
from app.widgets.sides import end_flags, placed, start_flags
from app.widgets.text_block import TextBlock, elided
from app.widgets.tile_delegate import TileDelegate
from app.widgets.tile_pictures import Corners, all_corners, rounded
from app.widgets.tokens import Theme

NOT_SENT = 0.45
"""How much of a picture shows that is not sent yet."""
_EDGE = 10
_MOST_LINES = 2
translate = QCoreApplication.translate


class PhotoTiles(TileDelegate):
    """4:3; `picture` and `progress` are asked for by key each time one is painted."""

    def __init__(
        self,
        picture: Callable[[str], QImage | None],
        progress: Callable[[str], float | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._progress = progress
        self.is_online = True
        self.now: datetime | None = None
        """Fixed by tests and pictures; None is the clock."""

    @override
    def height_for(self, width: int) -> int:
        """4:3."""
        return width * 3 // 4

    @override
    def paint_tile(
        self, painter: QPainter, tile: QRect, option: QStyleOptionViewItem, value: object, theme: Theme
    ) -> None:
        """Picture, foot or badge, ring."""
        if not isinstance(value, GalleryPhoto):
            return
        radius = theme.radius("m")
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        is_here = value.kind is StepKind.QUEUED
        self.paint_picture(
            painter,
            tile,
            self._picture(value.key),
            all_corners(radius),
            empty_icon="sealed" if value.is_sealed else "photos",
            opacity=NOT_SENT if is_here else 1.0,
        )
        mark = photo_mark(value, is_online=self.is_online, now=self.now)
        if is_here and mark is not None:
            share = self._progress(value.key)
            if share is None:
                self._paint_kept(painter, tile, theme, radius, mark.icon, mark.words, mirrored)
            else:
                self._paint_progress(
                    painter, self._foot(painter, tile, theme, radius), theme, share, mirrored
                )
        elif mark is not None:
            self.paint_badge(painter, tile, mark.icon, mark.words, mark.role, mirrored=mirrored)
        self.paint_pick(painter, tile, option, theme)
        self.paint_ring(painter, tile, option, radius, theme)

    def _foot(
        self, painter: QPainter, tile: QRect, theme: Theme, radius: float, *, words_height: int | None = None
    ) -> QRect:
        """The white strip at the tile's foot, for words or else for a line and a bar; answers the room in it."""
        height = theme.space("l")
        if words_height is None:
            height += theme.line("small") + theme.px(BAR_HEIGHT) + theme.space("xs")
        else:
            height += words_height
        strip = QRect(tile.left(), tile.bottom() + 1 - height, tile.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("surface"))
        painter.drawPath(rounded(QRectF(strip), Corners(0, 0, radius, radius)))
        edge = theme.px(_EDGE)
        return strip.adjusted(edge, theme.space("s"), -edge, -theme.space("s"))

    def _paint_kept(
        self,
        painter: QPainter,
        tile: QRect,
        theme: Theme,
        radius: float,
        icon: str,
        words: str,
        mirrored: bool,
    ) -> None:
        side, gap = theme.icon("s"), theme.space("s")
        width = tile.width() - 2 * theme.px(_EDGE) - side - gap
        font = theme.font("small", weight=600)
        block = TextBlock(words, font, width, theme.line("small"))
        if block.lines > _MOST_LINES:
            block = TextBlock(elided(words, QFontMetrics(font), width), font, width, theme.line("small"))
        foot = self._foot(painter, tile, theme, radius, words_height=round(block.size.height()))
        spot = QRect(foot.left(), foot.top() + (foot.height() - side) // 2, side, side)
        paint_icon(painter, icon, "text", QRectF(placed(spot, foot, mirrored)))
        block.narrow()
        room = QRect(foot.left() + side + gap, foot.top(), round(block.size.width()), foot.height())
        block.paint(painter, QPointF(placed(room, foot, mirrored).topLeft()), theme.colour("text"))

    def _paint_progress(
        self, painter: QPainter, foot: QRect, theme: Theme, share: float, mirrored: bool
    ) -> None:
        line = QRect(foot.left(), foot.top(), foot.width(), theme.line("small"))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("small", weight=600))
        painter.drawText(line, start_flags(mirrored), translate("PhotoTile", "Sending"))
        painter.setFont(theme.font("small", tabular=True))
        percent = translate("PhotoTile", "{percent} %").format(percent=round(share * 100))
        painter.drawText(line, end_flags(mirrored), percent)
        height = theme.px(BAR_HEIGHT)
        whole = QRectF(foot.left(), foot.bottom() + 1 - height, foot.width(), height)
        done = QRectF(whole)
        done.setWidth(whole.width() * min(1.0, max(0.0, share)))
        if mirrored:
            done.moveRight(whole.right())
        painter.setPen(Qt.PenStyle.NoPen)
        for role, part in (("track", whole), ("accent", done)):
            painter.setBrush(theme.colour(role))
            painter.drawRoundedRect(part, height / 2, height / 2)
