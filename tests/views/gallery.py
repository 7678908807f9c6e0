"""Paints every widget to PNG, light and dark, at scale 1 and 2: `python -m tests.views.gallery DIR`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SIZE = (1280, 800)


def main(folder: Path) -> None:
    """Every theme and scale in a process of its own: the scale of a screen is fixed when Qt starts."""
    for theme in ("light", "dark"):
        for scale in ("1", "2"):
            environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
            subprocess.run(
                [sys.executable, "-m", "tests.views.gallery", str(folder), theme, scale],
                env=environment,
                check=True,
            )


def paint_all(folder: Path, theme: str, scale: str) -> None:
    """All pages in one theme."""
    from PySide6.QtWidgets import QApplication

    from app.widgets import fmt
    from app.widgets.theme import ThemeController
    from tests.views import gallery_pages as pages
    from tests.views.gallery_page import Page
    from tests.views.gallery_photos import PHOTO_PAGES

    app = QApplication(sys.argv[:1])
    fmt.set_zone("UTC")
    controller = ThemeController(app, "dark" if theme == "dark" else "light", text_scale=1.0)
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Callable[[], Page]] = [*pages.PAGES, *PHOTO_PAGES]
    for make in made:
        page = make()
        page.widget.resize(*page.size)
        page.widget.show()
        app.processEvents()
        page.ready()
        app.processEvents()
        name = f"{page.name}-{theme}-{scale}x.png"
        page.widget.grab().save(str(folder / name))
        page.widget.close()
        page.widget.deleteLater()
        app.processEvents()
    controller.deleteLater()


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        paint_all(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
