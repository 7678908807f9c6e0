"""The quick way to Qt's enumerations makes the very same ones as Python's long way, and touches nobody else's."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

QUICKLY = "from app.swift_qt import hasten; hasten()"
LOOK = """
import enum, importlib, json, pickle, sys

def pickled(one):
    try:
        return pickle.loads(pickle.dumps(one)) is one
    except TypeError as fault:  # Debian's Python 3.11.2 can't bring back a flag with a bit that has no name
        return str(fault)

def look(kind):
    members = list(kind.__members__.items())
    flags = [one for _, one in members][:4] if issubclass(kind, enum.Flag) else []
    try:
        unknown = repr(kind(987_654_321))
    except Exception as fault:
        unknown = type(fault).__name__
    return {
        "bases": [base.__name__ for base in kind.__mro__],
        "place": [kind.__module__, kind.__qualname__],
        "members": [[name, one.name, repr(one.value), repr(one), str(one), f"{one}"] for name, one in members],
        "order": [one.name for one in kind],
        "by value": [kind(one.value) is one and kind[name] is one for name, one in members],
        "own": [isinstance(one, kind) and getattr(kind, name) is one for name, one in members],
        "sums": [repr(a | b) + repr(a & b) + repr(a ^ b) + repr(~a) + str(a in b) for a in flags for b in flags],
        "boundary": repr(getattr(kind, "_boundary_", None)),
        "hashes": len({one for _, one in members}),
        "unknown": unknown,
        "sorted": repr(sorted(one for _, one in members)) if issubclass(kind, int) else "",
        "pickled": [pickled(one) for _, one in members[:3]],
    }

seen = {}
for module in ("QtCore", "QtGui", "QtWidgets"):
    module = importlib.import_module("PySide6." + module)
    for name in dir(module):
        kind = getattr(module, name)
        for inner, one in [("", kind), *vars(kind).items()] if isinstance(kind, type) else ():
            if isinstance(one, enum.EnumType) and one.__module__.startswith("PySide6"):
                seen[f"{module.__name__}.{name}.{inner}"] = look(one)
print(json.dumps(seen))
"""
FROM_QT = """
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
assert label.alignment() == Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
assert label.focusPolicy() is Qt.FocusPolicy.NoFocus
print(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return).toString(), label.alignment())
"""
OTHERS = """
import enum
Own = enum.Enum("Own", "A B", module="elsewhere")
Pairs = enum.IntEnum("Pairs", [("LOW", 1), ("HIGH", 2), ("MOST", 2)])
Mixed = enum.Enum("Mixed", [("A", "a")], type=str)
class Written(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
print(list(Own), Own.__module__, list(Pairs), Pairs.MOST is Pairs.HIGH, Pairs.__module__)
print(Mixed("a") + "b", ~Written.READ)
"""


def test_every_enumeration_of_qt_is_the_one_made_the_long_way() -> None:
    quickly, the_long_way = (json.loads(run(script)) for script in (f"{QUICKLY}\n{LOOK}", LOOK))
    assert quickly == the_long_way
    assert len(quickly) > 300
    assert "Key_Return" in [row[0] for row in quickly["PySide6.QtCore.Qt.Key"]["members"]]


@pytest.mark.parametrize("used", [FROM_QT, OTHERS], ids=["by Qt", "by others"])
def test_what_is_made_quickly_is_used_like_what_is_made_the_long_way(used: str) -> None:
    assert run(f"{QUICKLY}\n{used}") == run(used)


def test_a_python_without_a_quick_way_goes_the_long_one() -> None:
    poorer = "import enum, PySide6.QtCore, app.swift_qt; del enum._simple_enum"
    assert run(f"{poorer}\n{QUICKLY}\n{FROM_QT}") == run(FROM_QT)


def test_the_quick_way_is_really_taken() -> None:
    counted = """
import enum
taken = []
simple = enum._simple_enum
enum._simple_enum = lambda *a, **k: (taken.append(a), simple(*a, **k))[1]
"""
    made = f"{counted}{QUICKLY}\nfrom PySide6.QtCore import Qt\nprint(len(taken) > 50)"
    assert run(made).strip() == "True"


def run(script: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
