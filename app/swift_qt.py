"""Spares the start two detours that importing Qt takes: sources that nobody reads, and enumerations built the long way.

Both are measured by `benchmarks/p1_start.py`, and held to change nothing by `tests/unit/app/test_swift_qt.py`; why they
are worth it stands in `docs/decisions`. Where PySide or Python keep no such part, nothing is changed.
"""

from __future__ import annotations

import enum
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import TypeGuard

_BASES: Final = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)
_USUAL: Final = {"type": None, "start": 1}


def hasten() -> None:
    """To be called once, before what uses Qt is imported."""
    _build_enumerations_quickly()
    _spare_sources()


def _build_enumerations_quickly() -> None:
    """Lets `Enum(name, pairs)` go the standard library's own quick way, `_simple_enum`.

    PySide makes a class of each of Qt's enumerations with the first use of the class around it: 1,700 members before a
    window is painted. The long way looks each of them up in all bases, for checks that numbers with a name don't need.
    """
    long_way = vars(enum.EnumType).get("_create_")
    quick_way = getattr(enum, "_simple_enum", None)
    if long_way is None or quick_way is None:
        return

    def create(
        base: enum.EnumType,
        class_name: str,
        names: object,
        *,
        module: str | None = None,
        qualname: str | None = None,
        boundary: enum.FlagBoundary | None = None,
        **rare: object,
    ) -> object:
        if base not in _BASES or rare != _USUAL or not _are_pairs(names):
            return long_way(
                base, class_name, names, module=module, qualname=qualname, boundary=boundary, **rare
            )
        body: dict[str, object] = {"__module__": module or sys._getframe(2).f_globals.get("__name__")}
        if qualname is not None:
            body["__qualname__"] = qualname
        return quick_way(base, boundary=boundary)(type(class_name, (), body | dict(names)))

    # By name, because type checkers know nothing of it.
    setattr(enum.EnumType, "_create_", create)  # noqa: B010


def _are_pairs(names: object) -> TypeGuard[list[tuple[str, object]]]:
    return isinstance(names, list) and bool(names) and all(type(pair) is tuple for pair in names)


def _spare_sources() -> None:
    """Keeps PySide from reading the source of every module that is imported after it.

    It looks for its `__feature__` switches, of which this program uses none; to read the files takes longer than to
    import them from their bytecode.
    """
    import PySide6.QtCore  # noqa: F401  # brings the hook along

    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and "_mod_uses_pyside" in vars(feature):
        vars(feature)["_mod_uses_pyside"] = _uses_no_features


def _uses_no_features(_module: object) -> bool:
    """PySide's answer for a module that does not name it."""
    return False
