"""Nobody asks Qt who is next or takes the keyboard for whom: PySide then forgets who keeps widgets alive (020)."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "app").rglob("*.py"))

ASKS_FOR_A_PROXY = {Path("app/widgets/cover.py")}  # of what Tab reaches only, whose proxies stand within


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_does_not_walk_along_the_focus_chain(file: Path) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert "InFocusChain" not in text, f"{file} calls {text[text.index('InFocusChain') - 12 :][:30]}"
