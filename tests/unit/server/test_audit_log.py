"""The log for auditors: its pages, its export, and that every manipulation of a file is found (rule S8)."""

from __future__ import annotations

import json
import random
from pathlib import Path

import msgspec
import pytest

from contract.accounts import AccountChange
from server.__main__ import main
from server.services import audit_log
from server.services.audit_log import ExportHead, LogFilter, Verdict
from server.services.faults import Forbidden
from server.store.seal import Head
from tests.scale import rounds
from tests.unit.server.world import Pair, World, as_a_program


@pytest.fixture
def lived(world: World) -> World:
    """A world in which something happened at two facilities."""
    ruth = world.reviewer()
    for _ in range(2):
        pair = world.pair()
        world.approve(ruth, world.send(pair).id)
        world.refuse(ruth, world.send(pair).id)
    return world


def exported(world: World) -> list[bytes]:
    """The lines of an export of everything."""
    return list(audit_log.export(world.services.store))


def proven(world: World, lines: list[bytes], outside: Head | None = None) -> Verdict:
    return audit_log.verify(lines, world.services.store.key, outside)


def head_of(lines: list[bytes]) -> Head:
    """What was kept outside when this export was made."""
    head = msgspec.json.decode(lines[0], type=ExportHead)
    return Head(head.number, head.hash)


def test_an_export_proves_itself_and_names_every_row(lived: World) -> None:
    lines = exported(lived)
    verdict = proven(lived, lines, head_of(lines))
    assert verdict == Verdict(len(lines) - 1, 0, None, None)
    assert {"sent", "claimed", "approved", "not approved"} <= {
        json.loads(line).get("action") for line in lines
    }
    assert b"Hello" not in b"".join(lines)


def test_rows_after_the_head_kept_outside_are_said_to_be_unproven(lived: World) -> None:
    outside = head_of(exported(lived))
    lived.send(lived.pair())
    assert proven(lived, exported(lived), outside).unproven_from == outside.number + 1


def test_an_export_that_ends_before_the_head_kept_outside_is_found(lived: World) -> None:
    before = exported(lived)
    lived.send(lived.pair())
    fault = proven(lived, before, head_of(exported(lived))).fault
    assert fault is not None
    assert "was written before it was made" in fault


@pytest.mark.soak_scaled
def test_every_manipulation_is_found_and_the_first_bad_row_named(lived: World) -> None:
    lines = exported(lived)
    outside = head_of(lines)
    dice = random.Random(8)
    for number in range(rounds(1_200, 12_000)):
        spoilt, first = manipulated(lines, dice, number)
        verdict = proven(lived, spoilt, outside)
        assert verdict.fault is not None, (number, first)
        if first:
            assert str(first) in verdict.fault, (verdict.fault, first)


def manipulated(lines: list[bytes], dice: random.Random, kind: int) -> tuple[list[bytes], int]:
    """One manipulation, and the number of the first row it makes bad (0: of the whole file)."""
    place = dice.randrange(1, len(lines))
    spoilt = list(lines)
    match kind % 8:
        case 0:  # change
            row = json.loads(lines[place])
            field = dice.choice([name for name in row if name not in ("number", "hash", "at_micros")])
            spoilt[place] = json.dumps({**row, field: f"{row[field]}x"}).encode()
            return spoilt, place
        case 1:  # delete
            del spoilt[place]
            return spoilt, place
        case 2:  # reorder
            other = dice.choice([one for one in range(1, len(lines)) if one != place])
            spoilt[place], spoilt[other] = spoilt[other], spoilt[place]
            return spoilt, min(place, other)
        case 3:  # truncate
            return spoilt[:place], place
        case 4:  # insert
            return [*spoilt[:place], spoilt[place], *spoilt[place:]], place + 1
        case 5:  # withhold what was not withheld
            row = json.loads(lines[place])
            spoilt[place] = json.dumps({"number": row["number"], "hash": row["hash"]}).encode()
            return spoilt, 0
        case 6:  # another hash
            row = json.loads(lines[place])
            spoilt[place] = json.dumps({**row, "hash": row["hash"][::-1]}).encode()
            return spoilt, place
        case _:  # another time, told in both places or in one
            row = json.loads(lines[place])
            spoilt[place] = json.dumps(
                {**row, "at_micros": row["at_micros"] + dice.randrange(1, 99)}
            ).encode()
            return spoilt, place


def test_a_head_that_was_changed_is_found(lived: World) -> None:
    lines = exported(lived)
    head = json.loads(lines[0])
    for change in ({"number": head["number"] - 1}, {"withheld": 3}, {"facility_id": "x"}, {"seal": "0" * 64}):
        lines[0] = json.dumps({**head, **change}).encode()
        assert "first line" in str(proven(lived, lines).fault)
    assert "first line" in str(proven(lived, []).fault)
    assert "first line" in str(audit_log.verify(exported(lived), bytes(32)).fault)


def test_the_rows_of_another_facility_are_withheld_and_the_chain_is_kept(lived: World) -> None:
    facility_id = lived.facility()
    lived.send(lived.pair(facility_id=facility_id))
    auditor = lived.staff("auditor", facility_id)
    lines = list(audit_log.export(lived.services.store, auditor))
    verdict = proven(lived, lines, head_of(lines))
    assert verdict.fault is None
    assert verdict.withheld > verdict.rows / 2
    shown = [json.loads(line) for line in lines[1:] if "action" in json.loads(line)]
    assert {row["facility_id"] for row in shown} == {facility_id}
    place = next(place for place, line in enumerate(lines) if place and "action" in json.loads(line))
    row = json.loads(lines[place])
    lines[place] = json.dumps({"number": row["number"], "hash": row["hash"]}).encode()
    assert "withheld" in str(proven(lived, lines).fault)


def test_the_log_is_filtered_paged_and_walled(lived: World) -> None:
    store, auditor = lived.services.store, lived.staff("auditor")
    rows, onward = audit_log.page(store, auditor, LogFilter(action="approved"))
    assert [row.action for row in rows] == ["approved", "approved"]
    assert onward is None
    assert {row.actor for row in audit_log.page(store, auditor, LogFilter(who="elen"))[0]} == {"Elena Rivera"}
    subject = rows[0].subject_id
    assert {row.subject_id for row in audit_log.page(store, auditor, LogFilter(subject=subject))[0]} == {
        subject
    }
    later = LogFilter(since=lived.clock.now.replace(year=2030))
    assert audit_log.page(store, auditor, later) == ((), None)
    newest = audit_log.page(store, auditor, LogFilter())[0][0].number
    assert audit_log.page(store, auditor, LogFilter(), before=newest)[0][0].number == newest - 1
    here = lived.staff("auditor", lived.facility())
    assert {row.action for row in audit_log.page(store, here, LogFilter())[0]} == {"added"}
    assert audit_log.actions(store, here) == ("added",)


NAMES = ("Linh Trần", "Zoë Łukasz", "Søren Đặng", "Zoe Lukasz", "ЁЛКА", "100 % Sure")
TYPED = {
    "tran linh": {"Linh Trần"},
    "TRẦN": {"Linh Trần"},
    "zoe lukasz": {"Zoë Łukasz", "Zoe Lukasz"},
    "Zoë Łuk": {"Zoë Łukasz", "Zoe Lukasz"},
    "soren dang": {"Søren Đặng"},
    "елка": {"ЁЛКА"},
    "100": {"100 % Sure"},
    "begay": {"Isaac Begay"},
}


@pytest.mark.parametrize("kind", ["member", "resident", "staff"])
def test_whoever_did_it_is_found_without_case_and_accents(world: World, kind: str) -> None:
    store, auditor = world.services.store, world.staff("auditor", name="Ruth")
    for name in NAMES:
        called = {one: name if one == kind else "Isaac Begay" for one in ("member", "resident", "staff")}
        member, token = world.member(name=called["member"])
        resident = world.resident(world.facility(), name=called["resident"])
        asked = world.ask(member.member_id, resident)
        world.services.inbox.accept(resident, asked.id)
        sent = world.send(Pair(member, token, resident, asked.id))
        world.approve(world.staff("reviewer", name=called["staff"]), sent.id)
    for typed, names in TYPED.items():
        found, _ = audit_log.page(store, auditor, LogFilter(who=typed))
        assert {row.actor for row in found} == names, typed


def test_a_new_name_is_found_and_the_old_one_no_more(world: World) -> None:
    store, auditor = world.services.store, world.staff("auditor")
    member, _ = world.member(name="Elena Rivera")
    world.services.details.change(member, AccountChange(name="Éléna Núñez"))
    assert {row.actor for row in audit_log.page(store, auditor, LogFilter(who="elena nunez"))[0]} == {
        "Éléna Núñez"
    }
    assert audit_log.page(store, auditor, LogFilter(who="rivera"))[0] == ()


def test_who_has_no_name_is_found_by_what_the_page_calls_it(world: World) -> None:
    store, auditor = world.services.store, world.staff("auditor")
    found, _ = audit_log.page(store, auditor, LogFilter(who="Operator"))
    assert {row.actor for row in found} == {"operator"}


def test_signs_alone_find_nobody(world: World) -> None:
    store, auditor = world.services.store, world.staff("auditor")
    world.approve(world.reviewer(), world.send(world.pair()).id)
    for typed in ("%", "_", "…", "Ruth%x", "' OR 1=1 --"):
        assert audit_log.page(store, auditor, LogFilter(who=typed))[0] == (), typed


@pytest.mark.parametrize("role", ["reviewer", "manager"])
def test_the_log_is_for_auditors(lived: World, role: str) -> None:
    store, who = lived.services.store, lived.staff(role)
    with pytest.raises(Forbidden):
        audit_log.page(store, who, LogFilter())
    with pytest.raises(Forbidden):
        list(audit_log.export(store, who))


def test_the_command_line_proves_a_file_for_a_court(
    lived: World,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    as_a_program(monkeypatch, data)
    file, where = tmp_path / "audit.jsonl", ["--data", str(data)]
    assert main(["audit", "export", str(file), *where]) == 0
    assert main(["audit", "head", *where]) == 0
    kept = capsys.readouterr().out.strip()
    assert main(["audit", "verify", str(file), *where]) == 0
    assert "are as they were written, in order and without a gap." in capsys.readouterr().out
    lived.send(lived.pair())
    assert main(["audit", "verify", str(file), *where]) == 1
    assert "was written before it was made" in capsys.readouterr().out
    assert main(["audit", "export", str(file), *where]) == 0
    assert main(["audit", "verify", str(file), "--head", kept, *where]) == 0
    assert "on nothing kept outside proves them." in capsys.readouterr().out
    file.write_bytes(file.read_bytes().replace(b'"sent"', b'"lost"', 1))
    assert main(["audit", "verify", str(file), *where]) == 1
    assert "was changed or inserted." in capsys.readouterr().out
    assert main(["audit", "verify", str(file), "--head", "x", *where]) == 1
    assert main(["audit", "verify", str(file), "--data", str(tmp_path / "nowhere")]) == 1
    assert not (tmp_path / "nowhere").exists()
