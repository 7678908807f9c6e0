"""Who keeps a widget alive, as PySide believes."""

import re

import shiboken6
from PySide6.QtWidgets import QWidget

KEEPER = re.compile(r"^parent\.+ <(.*) at (0x[0-9a-f]+)>", re.MULTILINE)


def kept_by_strangers(window: QWidget) -> list[str]:
    """Widgets that PySide believes to be kept by one that is not above them: sooner or later, by nothing.

    Layouts and groups of buttons belong to a widget above, and may keep as well.
    """
    return [
        f"{type(widget).__name__} by {keeper}"
        for widget in [window, *everything_in(window)]
        for keeper, place in KEEPER.findall(shiboken6.dump(widget))
        if int(place, 16) not in {id(above) for above in above_of(widget)}
        and not keeper.endswith(("Layout", "QButtonGroup"))
    ]


def everything_in(widget: QWidget) -> list[QWidget]:
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    return [*children, *(deeper for child in children for deeper in everything_in(child))]


def above_of(widget: QWidget) -> list[QWidget]:
    above = widget.parentWidget()
    return [] if above is None else [above, *above_of(above)]
