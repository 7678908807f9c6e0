"""The list of conversations becomes what it should be by the fewest steps."""

import random

from PySide6.QtTest import QAbstractItemModelTester

from app.domain.folding import folded
from app.domain.values import ConversationRow, RowKind
from app.viewmodels.conversation_list_model import ConversationListModel


def row(contact_id: str, unread: int = 0) -> ConversationRow:
    return ConversationRow(contact_id, contact_id.title(), "Cedar Ridge", None, RowKind.NOTHING, "", unread)


def build(names: str) -> ConversationListModel:
    model = ConversationListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.apply([row(name) for name in names])
    return model


def test_one_changed_row_is_told_alone() -> None:
    model = build("abc")
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    model.apply([row("a"), row("b", unread=2), row("c")])
    assert changed == [1]


def test_any_order_becomes_any_other_without_a_reset() -> None:
    dice = random.Random(3)
    model = build("abcdef")
    model.modelReset.connect(lambda: (_ for _ in ()).throw(AssertionError("reset")))
    for _ in range(50):
        wanted = dice.sample("abcdefghij", dice.randint(0, 10))
        model.apply([row(name) for name in wanted])
        assert [each.contact_id for each in model.rows] == wanted


def test_names_are_compared_without_case_and_accents() -> None:
    assert "tran" in folded("Linh Trần")
    assert folded("TOMÁS") == folded("tomás") == "tomas"
