"""What a photo costs and what there is to pay it with, in a long and a short sentence for the head of a task."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.prices import PriceLine
from app.widgets import fmt

translate = QCoreApplication.translate


def price_words(line: PriceLine) -> str:
    """A photo costs 25¢, only when approved · balance $12.50; empty while nothing is known."""
    if not line.price_cents:
        return short_price_words(line)
    price, balance = fmt.money(line.price_cents), fmt.dollars(line.balance_cents or 0)
    if line.missing_cents:
        words = translate("PriceLine", "A photo costs {price}, {missing} is missing · balance {balance}")
        return words.format(price=price, missing=fmt.money(line.missing_cents), balance=balance)
    if line.balance_cents is None:
        return translate("PriceLine", "A photo costs {price}, only when approved").format(price=price)
    words = translate("PriceLine", "A photo costs {price}, only when approved · balance {balance}")
    return words.format(price=price, balance=balance)


def short_price_words(line: PriceLine) -> str:
    """25¢ · balance $12.50."""
    if line.balance_cents is None:
        if line.price_cents is None:
            return ""
        return fmt.money(line.price_cents) if line.price_cents else translate("PriceLine", "Free")
    balance = fmt.dollars(line.balance_cents)
    if line.price_cents is None:
        return translate("PriceLine", "Balance {balance}").format(balance=balance)
    if line.missing_cents:
        words = translate("PriceLine", "{missing} is missing · balance {balance}")
        return words.format(missing=fmt.money(line.missing_cents), balance=balance)
    if not line.price_cents:
        return translate("PriceLine", "Free · balance {balance}").format(balance=balance)
    words = translate("PriceLine", "{price} · balance {balance}")
    return words.format(price=fmt.money(line.price_cents), balance=balance)
