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


def test_the_values_of_the_theme_are_those_of_its_file() -> None:
    made = (ROOT / "app" / "widgets" / "token_values.py").read_text("utf-8")
    assert made == dev.token_values(ROOT), "run `python3 dev.py docs`"


def test_a_page_without_markers_is_never_overwritten() -> None:
    with pytest.raises(dev.Stopped, match="markers"):
        dev.with_file_table("a page somebody wrote", ROOT)


@pytest.mark.parametrize("file", [file for file in FILES if file.parts[0] == "app"], ids=str)
def test_methods_that_qt_calls_say_so_and_follow_those_that_we_call(file: Path) -> None:
    for node in ast.walk(ast.parse((ROOT / file).read_bytes())):
        if isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
            unmarked = [
                item.name for item in methods if item.name != item.name.lower() and not overrides(item)
            ]
            assert not unmarked, f"{file}: {node.name}: without @override: {unmarked}"
            for_qt = [overrides(item) for item in methods if overrides(item) or not item.name.startswith("_")]
            assert for_qt == sorted(for_qt), f"{file}: {node.name}: a public method stands after those of Qt"


def overrides(method: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "override" for one in method.decorator_list)
