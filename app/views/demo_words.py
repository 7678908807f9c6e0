"""The facts of the demo world as rows, for the sheet and the terminal: addresses, sign-ins, voucher codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.widgets import fmt

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class DemoRow:
    """One fact: whose or what, the value to copy, and the same as an address if it is one."""

    name: str
    value: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class DemoSection:
    """Facts under one heading."""

    heading: str
    rows: tuple[DemoRow, ...]


def demo_sections(facts: Mapping[str, object], base_url: str) -> tuple[DemoSection, ...]:
    """All facts in the order in which they are needed. `facts` is what the demo's backend said when it was ready."""
    from contract.routes import DEMO_MAIL, READER, REVIEW

    pages = (
        (translate("DemoWords", "Review page of the facility"), REVIEW),
        (translate("DemoWords", "Reader of the residents"), READER),
        (translate("DemoWords", "Mail"), DEMO_MAIL),
    )
    return (
        DemoSection(
            translate("DemoWords", "Pages"),
            tuple(DemoRow(name, base_url + path, base_url + path) for name, path in pages),
        ),
        DemoSection(
            translate("DemoWords", "Family, in this window"), _people(facts, "members", "email", "password")
        ),
        DemoSection(translate("DemoWords", "Review page"), _people(facts, "staff", "username", "password")),
        DemoSection(translate("DemoWords", "Reader"), _people(facts, "residents", "booking_number", "pin")),
        DemoSection(translate("DemoWords", "Voucher codes"), _vouchers(facts)),
    )


def demo_lines(facts: Mapping[str, object], base_url: str) -> list[str]:
    """The same as lines for a terminal."""
    lines = [translate("DemoWords", "A made-up world is open. Everybody in it is invented.")]
    for section in demo_sections(facts, base_url):
        lines += ["", section.heading]
        lines += [f"  {row.name:<30} {row.value}" for row in section.rows]
    return lines


def _people(facts: Mapping[str, object], key: str, name: str, secret: str) -> tuple[DemoRow, ...]:
    return tuple(
        DemoRow(str(each.get("name", "")), f"{each.get(name, '')}  {each.get(secret, '')}")
        for each in _list(facts, key)
    )


def _vouchers(facts: Mapping[str, object]) -> tuple[DemoRow, ...]:
    rows = []
    for each in _list(facts, "vouchers"):
        cents = each.get("amount_cents")
        amount = fmt.money(cents) if isinstance(cents, int) else ""
        rows.append(DemoRow(amount, str(each.get("code", ""))))
    return tuple(rows)


def _list(facts: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = facts.get(key)
    if not isinstance(found, Sequence) or isinstance(found, str):
        return []
    return [each for each in found if isinstance(each, Mapping)]
