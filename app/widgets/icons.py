"""Line icons of `resources/icons`, tinted with a theme's colour, sharp at every scale, rendered when first shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

from app.resources import resource_path
from app.widgets.tokens import Theme, current_theme


def pixmap(
    name: str, role: str = "text", size: int = 20, ratio: float | None = None, *, bold: bool = False
) -> QPixmap:
    """An icon of `size` points in the colour of `role`; `ratio` is the screen's, `bold` thickens the line to 3."""
    theme = current_theme()
    if ratio is None:
        ratio = _screen_ratio()
    key = (name, role, size, ratio, bold)
    found = theme.kept.pixmaps.get(key)
    if found is None:
        found = theme.kept.pixmaps[key] = _render(_source(name, theme.colour(role), bold), size, ratio)
    return found


def icon(name: str, role: str = "text", size: int = 20, off_role: str = "text-disabled") -> QIcon:
    """An icon for Qt's own controls, with its look when they are off."""
    made = QIcon(pixmap(name, role, size))
    made.addPixmap(pixmap(name, off_role, size), QIcon.Mode.Disabled)
    return made


def paint_icon(
    painter: QPainter, name: str, role: str, rect: QRectF, *, bold: bool = False, mirror: bool = False
) -> None:
    """Paints an icon into a square of the painter's device; arrows `mirror` in right-to-left windows."""
    side = round(rect.width())
    picture = pixmap(name, role, side, painter.device().devicePixelRatio(), bold=bold)
    if not mirror:
        painter.drawPixmap(rect.topLeft(), picture)
        return
    painter.save()
    painter.translate(rect.center().x(), 0)
    painter.scale(-1, 1)
    painter.translate(-rect.center().x(), 0)
    painter.drawPixmap(rect.topLeft(), picture)
    painter.restore()


def icon_names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in resource_path("icons").glob("*.svg"))


def render_svg(svg: str, width: int, height: int, ratio: float) -> QPixmap:
    """A picture of the program's own (never a user's), `width` × `height` points."""
    from PySide6.QtSvg import QSvgRenderer

    picture = QPixmap(QSize(round(width * ratio), round(height * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def theme_pixmaps(theme: Theme) -> int:
    """How many icons this theme has rendered so far."""
    return len(theme.kept.pixmaps)


def _render(svg: str, size: int, ratio: float) -> QPixmap:
    return render_svg(svg, size, size, ratio)


def _source(name: str, colour: QColor, bold: bool) -> str:
    path: Path = resource_path("icons", f"{name}.svg")
    svg = path.read_text(encoding="utf-8").replace("currentColor", colour.name())
    return svg.replace('stroke-width="1.75"', 'stroke-width="3"', 1) if bold else svg


def _screen_ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
