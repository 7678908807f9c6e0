"""Nothing in the window reads markup: the few parts of Qt that could are used by name in the few places here (T11)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

APP: Final = Path(__file__).parents[2] / "app"

READS_MARKUP: Final = {
    "QLabel": {"widgets/label.py"},  # set to plain text there, once for all
    "QMessageBox": {"views/config_fault.py"},  # set to plain text there
    "QTextDocument": {"widgets/draft_box.py", "widgets/statement_print.py"},
    "setHtml": {"widgets/statement_print.py"},  # our own page; every word on it is escaped
    **dict.fromkeys(  # nowhere
        (
            "QTextEdit", "QTextBrowser", "QErrorMessage", "QWizard", "QInputDialog", "QProgressDialog", "QStaticText",
            "QToolTip", "QWhatsThis", "QSplashScreen", "insertHtml", "appendHtml", "setMarkdown", "setWhatsThis",
            "setOpenExternalLinks", "linkActivated", "RichText", "AutoText", "MarkdownText",
        ),
        frozenset[str](),
    ),
    "openUrl": {
        "views/account_export.py",  # the folder the member chose
        "views/statement_card.py",  # the file the member saved
        "views/camera_message.py",  # the system's page about cameras, written in our source
        "views/card_payment_panel.py",  # the provider's page, checked by `app/services/payments.py`
        "views/sheets/demo_facts.py",  # the address of the embedded backend
    },
}  # fmt: skip
"""Names of Qt, and the files of `app` that may use them."""

ONLY_NAMED: Final = {"widgets/draft_box.py": {"QTextEdit"}}
"""Where a name stands for a type inside it only: `QTextEdit.ExtraSelection` is how any box marks words."""

NEUTRAL: Final = {"plain_tooltip"}
"""What may make a tooltip, which Qt reads as markup when it looks like it."""

TOOLTIPS_OF_OURS: Final = {"views/desktop_notices.py"}
"""The tray's, which is a sentence of the program without anybody's words."""


def faults_of(name: str, source: str) -> list[str]:
    """What in one file of `app` could read markup, or open an address."""
    found = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        used = (
            node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
        )
        if used in READS_MARKUP and name not in READS_MARKUP[used] and used not in ONLY_NAMED.get(name, ()):
            found.append(f"{name}:{getattr(node, 'lineno', 0)} uses {used}")
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "setToolTip"
        ):
            said = node.args[0]
            is_plain = (
                isinstance(said, ast.Call) and isinstance(said.func, ast.Name) and said.func.id in NEUTRAL
            )
            is_empty = isinstance(said, ast.Constant) and not said.value
            if not (is_plain or is_empty or name in TOOLTIPS_OF_OURS):
                found.append(f"{name}:{node.lineno} sets a tooltip that is not plain")
    return found


def test_no_file_of_the_client_reads_markup() -> None:
    faults = [
        fault
        for path in APP.rglob("*.py")
        if path.parent != APP / "tour"  # which only looks for what is on the screen
        for fault in faults_of(str(path.relative_to(APP)), path.read_text("utf-8"))
    ]
    assert faults == []


@pytest.mark.parametrize(
    "line",
    [
        "QLabel(name)",
        "label.setTextFormat(Qt.TextFormat.AutoText)",
        "box.setHtml(words)",
        "button.setToolTip(contact.name)",
        "QDesktopServices.openUrl(QUrl(words))",
        "QMessageBox.warning(self, title, words)",
        "QTextBrowser(self)",
    ],
)
def test_a_line_that_would_read_markup_is_found(line: str) -> None:
    assert faults_of("views/news_view.py", line)
