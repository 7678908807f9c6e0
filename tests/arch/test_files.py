"""Every file says what it is for, the table in the documentation repeats it, and classes keep their order."""

import ast
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).parents[2]
FILES = [path.relative_to(ROOT) for path in dev.source_files(ROOT)]


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_opens_with_one_sentence(file: Path) -> None:
    line = dev.first_line(ROOT / file)
    assert line.endswith((".", "?", ":")), (
        f"{file} must open with a sentence on one line that says what it is for"
    )


def test_the_table_of_files_is_what_the_files_say() -> None:
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    assert page == dev.with_file_table(page, ROOT), "run `python3 dev.py docs`"


def test_a_page_without_markers_is_never_overwritten() -> None:
    with pytest.raises(dev.Stopped, match="markers"):
        dev.with_file_table("a page somebody wrote", ROOT)


@pytest.mark.parametrize("file", [file for file in FILES if file.parts[0] == "app"], ids=str)
def test_methods_that_qt_calls_stand_last_in_their_class(file: Path) -> None:
    for node in ast.walk(ast.parse((ROOT / file).read_bytes())):
        if isinstance(node, ast.ClassDef):
            methods = [item.name for item in node.body if isinstance(item, ast.FunctionDef)]
            for_qt = [name != name.lower() for name in methods]
            assert for_qt == sorted(for_qt), f"{file}: {node.name}: {methods}"
