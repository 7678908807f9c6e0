"""The notice bar says one thing: the most serious of all that is the case."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import BackendFailed, StorageFault, StorageFaultKind
from app.domain.values import BalanceInfo, Connection, ContactInfo, FacilityInfo, Notice, NoticeKind
from app.jobs.runner import JobRunner
from app.storage.rescue import RescueReport
from app.viewmodels.hub import Hub, Tally
from app.viewmodels.notices import Notices

NOON = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def hub(qtbot: QtBot) -> Iterator[Hub]:
    runner = JobRunner()
    yield Hub(runner)
    assert runner.shutdown(1_000)


@pytest.fixture
def notices(hub: Hub) -> Notices:
    return Notices(hub)


def kind(notices: Notices) -> NoticeKind | None:
    return None if notices.shown is None else notices.shown.kind


def paused(since: datetime | None) -> ContactInfo:
    facility = FacilityInfo(
        id="cedar",
        name="Cedar Ridge",
        city="",
        region="",
        has_messages=True,
        has_replies=True,
        price_cents=25,
        message_characters=500,
        promise_hours=48,
        usual_wait_minutes=None,
        sender_sees_pending=False,
        approves_contacts=False,
        rules=(),
        paused_since=since,
        pause_notice="The mail room is closed.",
    )
    return ContactInfo("mateo", "Mateo", "brother", facility)


def test_being_offline_is_said_with_what_waits_until_it_is_over(hub: Hub, notices: Notices) -> None:
    hub.set_connection(Connection.OFFLINE)
    hub.set_tally(Tally(BalanceInfo(100, 0), 25, 1))
    assert notices.shown is not None
    since = notices.shown.since
    assert notices.shown == Notice(NoticeKind.OFFLINE, since=since, waiting=1)
    hub.set_connection(Connection.SERVER_FAULT)
    assert notices.shown.since == since
    hub.set_connection(Connection.ONLINE)
    assert notices.shown is None


def test_the_disk_comes_before_the_network_and_the_network_before_a_pause(hub: Hub, notices: Notices) -> None:
    notices.take_contact(paused(NOON))
    assert kind(notices) is NoticeKind.FACILITY_PAUSED
    hub.set_connection(Connection.OFFLINE)
    assert kind(notices) is NoticeKind.OFFLINE
    notices.take_fault(StorageFault(StorageFaultKind.FULL))
    assert kind(notices) is NoticeKind.STORAGE_FULL
    hub.storage_worked.emit()
    assert kind(notices) is NoticeKind.OFFLINE
    hub.set_connection(Connection.ONLINE)
    assert kind(notices) is NoticeKind.FACILITY_PAUSED
    notices.take_contact(paused(None))
    assert kind(notices) is None


def test_a_backend_that_does_not_start_is_said_instead_of_a_missing_network(
    hub: Hub, notices: Notices
) -> None:
    hub.set_connection(Connection.OFFLINE)
    notices.take_fault(BackendFailed("exit code 1"))
    assert kind(notices) is NoticeKind.BACKEND_FAILED
    hub.set_connection(Connection.ONLINE)
    assert kind(notices) is None


def test_damage_names_the_file_and_what_was_saved(notices: Notices) -> None:
    notices.take_rescue(RescueReport("client.db.damaged-1", NOON, 2, 1, complete=True))
    assert notices.shown == Notice(
        NoticeKind.STORAGE_DAMAGED, since=NOON, waiting=3, detail="client.db.damaged-1"
    )
    notices.take_rescue(RescueReport("client.db.damaged-1", NOON, 0, 0, complete=False))
    assert notices.shown is not None
    assert not notices.shown.is_whole


def test_what_was_dismissed_comes_back_only_when_it_happens_anew(hub: Hub, notices: Notices) -> None:
    hub.set_connection(Connection.OFFLINE)
    notices.dismiss()
    assert kind(notices) is None
    hub.set_tally(Tally(None, 0, 2))
    assert kind(notices) is None
    hub.set_connection(Connection.ONLINE)
    hub.set_connection(Connection.OFFLINE)
    assert kind(notices) is NoticeKind.OFFLINE
