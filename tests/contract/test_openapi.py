"""The committed description of the interface is the one the server gives, and says what clients rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract import routes
from server.__main__ import main
from server.description import description

COMMITTED = Path(__file__).parents[2] / "contract" / "openapi.json"


def test_the_description_is_the_committed_one() -> None:
    assert COMMITTED.read_text("utf-8") == description(), "run `python -m server openapi --write`"


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    assert capsys.readouterr().out == COMMITTED.read_text("utf-8")


def test_every_path_of_the_contract_is_served() -> None:
    document = json.loads(COMMITTED.read_text("utf-8"))
    paths = {
        value for name, value in vars(routes).items() if name.isupper() and str(value).startswith("/v1/")
    }
    assert set(document["paths"]) == paths - {routes.OPENAPI}


def test_every_error_is_a_problem_body() -> None:
    document = json.loads(COMMITTED.read_text("utf-8"))
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    (media_type,) = answer["content"]
                    assert media_type == "application/problem+json", operation["operationId"]
