"""Made-up conversations and balances that the widget tests and the gallery show, as of a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex
from typing_extensions import override

from app.domain.values import (
    ConversationRow,
    DeviceRow,
    FaultKind,
    MovementKind,
    MovementRow,
    Refusal,
    RowKind,
    SendFault,
    Step,
    StepKind,
    ThreadItem,
)
from app.widgets.roles import VALUE_ROLE

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
_ROOT = QModelIndex()


class ValuesModel(QAbstractListModel):
    """A list model over frozen values that can grow at both ends."""

    def __init__(self, values: list[object]) -> None:
        super().__init__()
        self.values = values

    def prepend(self, values: list[object]) -> None:
        """Older rows."""
        self.beginInsertRows(QModelIndex(), 0, len(values) - 1)
        self.values[:0] = values
        self.endInsertRows()

    def append(self, value: object) -> None:
        """A newer row."""
        self.beginInsertRows(QModelIndex(), len(self.values), len(self.values))
        self.values.append(value)
        self.endInsertRows()

    def replace(self, row: int, value: object) -> None:
        """A row took a step."""
        self.values[row] = value
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)

    def remove(self, row: int) -> None:
        """A row went."""
        self.beginRemoveRows(QModelIndex(), row, row)
        del self.values[row]
        self.endRemoveRows()

    def start_over(self, values: list[object]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.values = values
        self.endResetModel()

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Values; none below a row."""
        return 0 if parent.isValid() else len(self.values)

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The value of a row."""
        return self.values[index.row()] if role == VALUE_ROLE else None


def at(hour: int, minute: int = 0, days_ago: int = 0) -> datetime:
    """A moment of the sample day or an earlier one."""
    return NOW.replace(hour=hour, minute=minute) - timedelta(days=days_ago)


def received(key: str, text: str, when: datetime) -> ThreadItem:
    """A reply."""
    return ThreadItem(key, "mateo", False, text, len(text), when, StepKind.DELIVERED, message_id=key)


def sent(key: str, text: str | None, when: datetime, kind: StepKind, *steps: Step, **more: Any) -> ThreadItem:
    """An own message that the server has."""
    whole = (Step(StepKind.PENDING, when), *steps)
    characters = len(text) if text is not None else 214
    return ThreadItem(
        key, "mateo", True, text, characters, when, kind, whole, message_id=key, price_cents=25, **more
    )


def kept(key: str, text: str, when: datetime, fault: SendFault | None = None) -> ThreadItem:
    """A message that is still here."""
    kind = StepKind.FAILED if fault is not None else StepKind.QUEUED
    return ThreadItem(
        key, "mateo", True, text, len(text), when, kind, local_id=key, price_cents=25, fault=fault
    )


TOOTH = sent(
    "tooth",
    "Sofi lost her first tooth today and wants you to know the fairy left a whole dollar.",
    at(18, 5, 1),
    StepKind.OPENED,
    Step(StepKind.APPROVED, at(19, 0, 1)),
    Step(StepKind.DELIVERED, at(19, 10, 1)),
    Step(StepKind.OPENED, at(19, 30, 1)),
    paid_cents=25,
)
BUTTON = received("button", "A whole dollar! I got a button. Did you get the drawing I sent?", at(8, 12))
COUSIN = sent(
    "cousin",
    "Your cousin asks if you can call him, it is 555-0142.",
    at(9, 40),
    StepKind.REFUSED,
    Step(StepKind.REFUSED, at(11, 20)),
    refusal=Refusal(
        "6",
        "no phone numbers of others.",
        "Take out the marked part.",
        ((38, 52),),
        at(11, 20) + timedelta(days=17),
    ),
)
DRAWING = sent(
    "drawing",
    "We got the drawing! It hangs by the door.",
    at(13, 5),
    StepKind.APPROVED,
    Step(StepKind.APPROVED, at(13, 41)),
    paid_cents=25,
)
SEALED = sent("sealed", None, at(14, 2), StepKind.PENDING, held_cents=25, expected_by=at(23, 0))
READ_NOW = sent(
    "read", None, at(14, 2), StepKind.IN_REVIEW, Step(StepKind.IN_REVIEW, at(15, 10)), held_cents=25
)
WITHDRAWN = sent(
    "withdrawn",
    "Never mind, I will ask her.",
    at(12, 0),
    StepKind.WITHDRAWN,
    Step(StepKind.WITHDRAWN, at(12, 4)),
)
DELIVERED = sent(
    "delivered",
    "We got the drawing! It hangs by the door.",
    at(13, 5),
    StepKind.DELIVERED,
    Step(StepKind.APPROVED, at(13, 41)),
    Step(StepKind.DELIVERED, at(13, 58)),
    paid_cents=25,
)
KEPT = kept(
    "kept",
    "Abuela asks what you would like to eat first when you are home. I said tamales, she said nobody asked me.",
    at(14, 21),
)
NEXT = kept("next", "Also: the cat is fine.", at(14, 30))
NO_FUNDS = kept("funds", "Good morning!", at(14, 31), SendFault(FaultKind.FUNDS, 25, 15, 10))
PRICE = kept("price", "How was the visit?", at(14, 32), SendFault(FaultKind.PRICE, price_cents=30))

THREAD: list[object] = [TOOTH, BUTTON, COUSIN, DRAWING, SEALED]
OFFLINE_THREAD: list[object] = [TOOTH, BUTTON, DELIVERED, KEPT, NEXT]

CONVERSATIONS: list[object] = [
    ConversationRow("mateo", "Mateo Rivera", "Cedar Ridge", at(14, 2), RowKind.WAITING, "", 0),
    ConversationRow(
        "chidi",
        "Chidi Okafor",
        "Cedar Ridge",
        at(12, 47),
        RowKind.WORDS,
        "Tell the girls I read it twice.",
        2,
    ),
    ConversationRow(
        "linh", "Linh Trần", "Harbor Point", at(10, 0, 1), RowKind.OPENED, "Grandma made bánh xèo for all", 0
    ),
    ConversationRow("daniel", "Daniel Kowalski", "Cedar Ridge", at(9, 0, 2), RowKind.REFUSED, "words", 0),
    ConversationRow(
        "samira", "Samira Haddad", "Cedar Ridge", at(9, 0, 8), RowKind.DRAFT, "I drove past our old", 0
    ),
    ConversationRow(
        "isaac", "Isaac Begay", "Harbor Point", at(9, 0, 15), RowKind.DELIVERED, "Good luck with the", 0
    ),
]

MOVEMENTS = (
    MovementRow("5", at(14, 2), MovementKind.HOLD, -25, 25, 1250, contact_name="Mateo Rivera"),
    MovementRow("4", at(13, 41), MovementKind.CAPTURE, 0, 25, 1275, contact_name="Mateo Rivera"),
    MovementRow("3", at(11, 20), MovementKind.RELEASE, 25, 25, 1300, contact_name="Mateo Rivera"),
    MovementRow("2", at(9, 40), MovementKind.HOLD, -25, 25, 1275, contact_name="Mateo Rivera"),
    MovementRow("1", at(9, 0, 8), MovementKind.DEPOSIT, 1000, 0, 1300, what="Voucher ending in 7K4Q"),
)

DEVICES = (
    DeviceRow("1", "Windows, Elena's laptop", NOW, True),
    DeviceRow("2", "Office PC", at(17, 20, 1), False),
)


def long_thread(count: int) -> list[object]:
    """Many messages of several lengths, both ways, the newest at the sample moment."""
    words = "The moths are back and the cat sits there at night like it is television. "
    found: list[object] = []
    for number in range(count):
        when = NOW - timedelta(minutes=37 * (count - number))
        text = f"{number}: " + words * (1 + number % 5)
        if number % 3 == 0:
            found.append(received(f"k{number}", text, when))
        else:
            steps = (Step(StepKind.APPROVED, when), Step(StepKind.OPENED, when))
            found.append(sent(f"k{number}", text, when, StepKind.OPENED, *steps))
    return found
