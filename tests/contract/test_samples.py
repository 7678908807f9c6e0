"""Bodies of every version that was ever out must be read, today and by whoever comes later."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract import (
    accounts,
    contacts,
    events,
    facilities,
    lenient,
    messages,
    money,
    problems,
    server_info,
)
from contract.server_info import API_VERSION

FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted(FOLDER.glob("*/*.json"))
MODULES = (accounts, contacts, events, facilities, messages, money, problems, server_info)
TYPES: dict[str, type[msgspec.Struct]] = {
    name: kind
    for module in MODULES
    for name, kind in vars(module).items()
    if inspect.isclass(kind) and issubclass(kind, msgspec.Struct)
}
PARTS = {"Device", "Movement", "Prices", "Refusal", "Rule", "Span", "Step", "FoundResident"}
"""Only ever inside another body."""


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_read(sample: Path) -> None:
    kind = TYPES[sample.name.split(".")[0]]
    body = msgspec.json.decode(sample.read_bytes(), type=kind)
    again = msgspec.json.decode(msgspec.json.encode(body), type=kind)
    assert again == body


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_of_a_sample_is_lost_but_what_is_from_a_newer_version(sample: Path) -> None:
    if ".newer" in sample.name:
        return
    kind = TYPES[sample.name.split(".")[0]]
    written = json.loads(msgspec.json.encode(msgspec.json.decode(sample.read_bytes(), type=kind)))
    _contains(written, json.loads(sample.read_bytes()))


def test_every_body_has_a_sample_of_this_version() -> None:
    found = {sample.name.split(".")[0] for sample in SAMPLES if sample.parent.name == API_VERSION}
    assert found == set(TYPES) - PARTS


def test_an_unknown_value_of_every_enumeration_reads_as_unknown() -> None:
    enumerations = {
        kind
        for module in MODULES
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, lenient.LenientEnum) and kind is not lenient.LenientEnum
    }
    assert enumerations
    for enumeration in enumerations:
        assert msgspec.json.decode(b'"from_the_future"', type=enumeration).value == "unknown"


def test_a_newer_servers_body_reads_with_unknown_where_this_version_knows_no_better() -> None:
    newer = {sample.name for sample in SAMPLES if ".newer" in sample.name}
    assert {name.split(".")[0] for name in newer} >= {"Message", "Contact", "Event", "Problem", "Facility"}
    message = msgspec.json.decode(
        (FOLDER / API_VERSION / "Message.newer.json").read_bytes(), type=messages.Message
    )
    assert message.state is messages.State.UNKNOWN
    problem = msgspec.json.decode(
        (FOLDER / API_VERSION / "Problem.newer.json").read_bytes(), type=problems.Problem
    )
    assert problem.kind is problems.ProblemType.UNKNOWN


def _contains(written: Any, sample: Any) -> None:
    """Whether everything of the sample stands in what was written."""
    if isinstance(sample, dict):
        for name, value in sample.items():
            _contains(written[name], value)
    elif isinstance(sample, list):
        assert len(written) == len(sample)
        for one, other in zip(written, sample, strict=True):
            _contains(one, other)
    else:
        assert written == sample
