"""Tabs, balance and the notice bar: what stands above every screen."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.values import BalanceInfo
from app.widgets.badge import count_words
from app.widgets.notice import NoticeBar, NoticeCard
from app.widgets.theme import ThemeController
from app.widgets.top_bar import TopBar
from tests.views.on_screen import put_up


def test_tabs_stand_in_their_order_with_their_counts(qtbot: QtBot, look: ThemeController) -> None:
    bar = TopBar()
    bar.resize(1200, 56)
    put_up(qtbot, bar)
    assert [bar.tabs.tabText(tab) for tab in range(bar.tabs.count())] == [
        "Messages",
        "News",
        "Photos",
        "My Account",
    ]
    width = bar.tabs.tabRect(0).width()
    bar.set_count(0, 2)
    assert bar.tabs.tabRect(0).width() > width
    assert bar.tabs.accessibleTabName(0) == "Messages, 2 new"
    bar.set_count(0, 0)
    assert bar.tabs.tabRect(0).width() == width
    assert count_words(120) == "99+"


def test_a_tab_is_chosen_by_click_and_arrow(qtbot: QtBot, look: ThemeController) -> None:
    bar = TopBar()
    bar.resize(1200, 56)
    put_up(qtbot, bar)
    with qtbot.waitSignal(bar.tab_chosen) as told:
        qtbot.mouseClick(bar.tabs, Qt.MouseButton.LeftButton, pos=bar.tabs.tabRect(3).center())
    assert told.args == [3]
    with qtbot.waitSignal(bar.tab_chosen) as told:
        qtbot.keyClick(bar.tabs, Qt.Key.Key_Left)
    assert told.args == [2]
    with qtbot.assertNotEmitted(bar.tab_chosen):
        bar.choose(0)
    assert bar.current == 0


def test_the_balance_says_what_is_on_hold_only_while_something_is(
    qtbot: QtBot, look: ThemeController
) -> None:
    bar = TopBar()
    bar.resize(1200, 56)
    put_up(qtbot, bar)
    bar.show_balance(BalanceInfo(1250, 25))
    assert bar.balance.text() == "$12.50"
    assert bar.hold.text == "25¢ on hold"
    assert bar.hold.isVisible()
    bar.show_balance(BalanceInfo(15, 0))
    assert bar.balance.text() == "$0.15"
    assert not bar.hold.isVisible()
    with qtbot.waitSignal(bar.add_funds_requested):
        bar.add_funds.click()


@pytest.mark.parametrize(("width", "scale"), [(1280, 1.0), (1024, 1.0), (1024, 2.0), (700, 1.0)])
def test_tabs_and_sum_always_have_room(qtbot: QtBot, look: ThemeController, width: int, scale: float) -> None:
    look.set_text_scale(scale)
    bar = TopBar()
    bar.set_count(0, 2)
    bar.resize(width, bar.sizeHint().height())
    put_up(qtbot, bar)
    bar.show_balance(BalanceInfo(1250, 25))
    right = bar.tabs.mapTo(bar, bar.tabs.rect().topRight()).x()
    left = bar.balance.mapTo(bar, bar.balance.rect().topLeft()).x()
    assert right < left
    assert bar.balance.width() >= bar.balance.sizeHint().width()
    assert bar.add_funds.geometry().right() <= width
    assert bar.add_funds.accessibleName() == "Add Funds"
    says_all = bar.hold.isVisible() and bar.balance_label.isVisible() and bar.add_funds.text() != ""
    assert says_all == (width >= 1024 and scale == 1.0)


def test_the_notice_bar_says_one_thing_and_offers_one(qtbot: QtBot, look: ThemeController) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_notice("wait", "2 messages wait here.", lead="You are offline since 14:20.", action="Try Now")
    assert bar.isVisible()
    assert bar.accessibleName() == "You are offline since 14:20. 2 messages wait here."
    with qtbot.waitSignal(bar.action_requested):
        bar.action.click()
    bar.clear()
    assert bar.isHidden()
    card = NoticeCard()
    qtbot.addWidget(card)
    card.show_notice("good", "25¢ is back in your balance.")
    assert card.action.isHidden()
