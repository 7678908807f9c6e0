"""Every dependency has its row in docs/dependencies.md, and every row a dependency."""

import re
import tomllib
from pathlib import Path

import dev

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def rows_under(title: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", requirement, maxsplit=1)[0] for requirement in requirements}


def test_every_library_of_the_program_says_what_it_is_for() -> None:
    assert names(PROJECT["project"]["dependencies"]) == rows_under("In the program")


def test_every_library_for_working_says_what_it_is_for() -> None:
    groups = PROJECT["dependency-groups"]
    assert {name for group in groups.values() for name in names(group)} == rows_under(
        "Only for working on it"
    )


def test_every_row_has_all_its_cells() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert all(cell.strip() for row in rows for cell in row.strip("|").split("|"))


def test_every_debian_package_says_what_it_is_for() -> None:
    section = PAGE.split("## Debian and Ubuntu packages")[1]
    wanted = {*f"{dev.QT_PACKAGES} {dev.SCREEN_PACKAGES} {dev.TEST_PACKAGES}".split(), "binutils"}
    assert wanted == set(re.findall(r"`([\w.+-]+)`", section)) - {"dev.py", "python3.N-venv", "libpython3.N"}


def test_only_what_the_lock_says_is_installed() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    for package in lock["package"]:
        source = package["source"]
        assert source in ({"virtual": "."}, {"registry": "https://pypi.org/simple"})
        assert all(file["hash"].startswith("sha256:") for file in package.get("wheels", []))
