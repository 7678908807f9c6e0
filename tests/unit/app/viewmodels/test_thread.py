"""The open conversation: pages, what waits here, and what can be done with each message."""

import threading

import pytest

from app.domain.errors import WrongState
from app.domain.values import Connection, FaultKind, NoticeKind, ThreadItem
from app.services.messages import ThreadPage
from tests.unit.app.live import OPERATOR, Family, LiveServer, prices
from tests.unit.app.windowless import Client


def go_offline(client: Client, live: LiveServer) -> None:
    live.stop()
    client.wait_for(lambda: client.app.connection is Connection.OFFLINE)


def only_item(client: Client) -> ThreadItem:
    [item] = client.app.conversation.model.items
    return item


def only_fault(client: Client) -> FaultKind | None:
    items = client.app.conversation.model.items
    return items[0].fault.kind if len(items) == 1 and items[0].fault else None


def test_long_conversations_come_page_by_page(client: Client, live: LiveServer, family: Family) -> None:
    live.write_history(family, 130)
    client.start()
    client.sign_in(family)
    client.open(family.contact_id)
    thread = client.app.conversation
    assert len(client.texts()) == 60
    assert client.texts()[-1] == "words 129"
    assert thread.older_available
    resets: list[bool] = []
    thread.model.modelReset.connect(lambda: resets.append(True))

    def all_are_loaded() -> bool:
        if not thread.is_loading and thread.older_available:
            thread.load_older()
            thread.load_older()
        return len(client.texts()) == 130 and not thread.is_loading

    client.wait_for(all_are_loaded)
    assert client.texts() == [f"words {number}" for number in range(130)]
    assert not thread.older_available
    assert resets == []
    thread.load_older()
    assert not thread.is_loading


def test_a_found_message_is_loaded_and_shown(client: Client, live: LiveServer, family: Family) -> None:
    live.write_history(family, 65)
    client.start()
    client.sign_in(family)
    client.wait_for(lambda: _is_complete(client, family))
    with client.qtbot.waitSignal(client.app.conversations.search_found) as found:
        client.app.conversations.search("words 3")
    assert found.args is not None
    hit = next(hit for hit in found.args[0] if hit.snippet == "words 3")
    assert hit.name == "Mateo Rivera"
    client.open(hit.contact_id)
    with client.qtbot.waitSignal(client.app.conversation.revealed) as revealed:
        client.app.conversation.reveal(hit.key)
    assert revealed.args is not None
    assert client.texts()[revealed.args[0]] == "words 3"


def test_what_is_written_offline_waits_in_order_and_leaves_once(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    go_offline(signed_in, live)
    assert signed_in.app.compose.offline
    signed_in.send("first")
    signed_in.send("second")
    signed_in.wait_for(lambda: signed_in.kinds() == ["queued", "queued"])
    assert signed_in.texts() == ["first", "second"]
    signed_in.wait_for(lambda: signed_in.app.compose.balance_after_cents == 925)
    notice = signed_in.app.notice
    assert notice is not None
    assert (notice.kind, notice.waiting) == (NoticeKind.OFFLINE, 2)
    live.start()
    signed_in.app.try_now()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending", "pending"])
    assert [message.characters for message in live.received(family.member_id)] == [6, 5]
    signed_in.wait_online()
    assert signed_in.app.notice is None


def test_a_restart_in_between_loses_and_doubles_nothing(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    go_offline(signed_in, live)
    signed_in.send("first")
    signed_in.stop()
    signed_in.start()
    signed_in.open(family.contact_id)
    assert signed_in.kinds() == ["queued"]
    live.start()
    signed_in.app.try_now()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert len(live.received(family.member_id)) == 1


def test_a_queued_message_can_be_taken_back_and_mended(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    go_offline(signed_in, live)
    signed_in.send("with a tpyo")
    with signed_in.qtbot.waitSignal(signed_in.app.conversation.draft_restored):
        signed_in.app.conversation.take_back(only_item(signed_in).key)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "with a tpyo")
    signed_in.wait_for(lambda: signed_in.kinds() == [])
    signed_in.send("with a typo")
    live.start()
    signed_in.app.try_now()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert len(live.received(family.member_id)) == 1


def test_what_is_being_written_stays_when_a_message_is_taken_back(
    signed_in: Client, live: LiveServer
) -> None:
    go_offline(signed_in, live)
    signed_in.send("first")
    signed_in.app.compose.set_text("begun, and not kept yet")
    signed_in.app.conversation.take_back(only_item(signed_in).key)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "first\n\nbegun, and not kept yet")


def test_a_price_that_changed_on_the_way_is_asked_about(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    contact = signed_in.app.conversation.contact
    assert contact is not None
    go_offline(signed_in, live)
    signed_in.send("at the old price")
    live.start()
    live.services.facilities.set_prices(contact.facility.id, prices(30), OPERATOR)
    signed_in.app.try_now()
    signed_in.wait_for(lambda: only_fault(signed_in) is FaultKind.PRICE)
    assert signed_in.kinds() == ["failed"]
    signed_in.app.conversation.retry(only_item(signed_in).key)
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert only_item(signed_in).price_cents == 30


def test_somebody_suspended_on_the_way_keeps_the_message_here(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    go_offline(signed_in, live)
    signed_in.send("too late")
    live.start()
    live.suspend(family)
    signed_in.app.try_now()
    signed_in.wait_for(lambda: only_fault(signed_in) is FaultKind.CANNOT_WRITE)
    assert signed_in.texts() == ["too late"]
    assert live.received(family.member_id) == ()


def test_a_message_that_lacked_money_leaves_once_there_is_some(client: Client, live: LiveServer) -> None:
    family = live.add_family(funds_cents=25)
    client.start()
    client.sign_in(family)
    client.open(family.contact_id)
    client.write("first")
    live.stop()
    client.wait_for(lambda: client.app.connection is Connection.OFFLINE)
    client.send("first")
    live.start()
    live.spend(family, 25)
    client.app.try_now()
    client.wait_for(lambda: len(client.kinds()) == 2)
    client.wait_for(lambda: client.kinds() == ["pending", "failed"])
    item = client.app.conversation.model.items[1]
    assert item.fault is not None
    assert (item.fault.kind, item.fault.missing_cents) == (FaultKind.FUNDS, 25)
    client.app.add_funds.redeem(live.sell_voucher(500))
    client.wait_for(lambda: client.kinds() == ["pending", "pending"])


def test_withdrawing_too_late_says_where_it_stands(
    signed_in: Client, live: LiveServer, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in.send("quickly approved")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    live.approve(live.received(family.member_id)[0].id)
    with signed_in.qtbot.waitSignal(signed_in.app.conversation.failed) as failed:
        signed_in.app.conversation.withdraw(only_item(signed_in).key)
    assert failed.args is not None
    assert isinstance(failed.args[0], WrongState)
    signed_in.wait_for(lambda: signed_in.kinds() == ["delivered"])


def test_the_server_gone_in_mid_send_is_harmless(signed_in: Client, live: LiveServer, family: Family) -> None:
    lock = threading.Barrier(2, timeout=10)
    signed_in.write("in between")

    def stop() -> None:
        lock.wait()
        live.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    signed_in.app.compose.send()
    lock.wait()
    stopper.join()
    signed_in.wait_for(lambda: not signed_in.app.compose.is_queuing)
    live.start()
    signed_in.app.try_now()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert len(live.received(family.member_id)) == 1


def _is_complete(client: Client, family: Family) -> bool:
    session = client.app.hub.session
    return session is not None and session.stores.cache.edge(family.contact_id).complete


def test_a_conversation_opened_before_its_contact_is_known_gets_it_with_the_next_sync(
    client: Client, live: LiveServer, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while its first page is still on its way from the server."""
    live.write_history(family, 3)
    client.start()
    client.sign_in(family)
    session, thread = client.app.hub.session, client.app.conversation
    assert session is not None
    page_is_asked_for, page_may_come = threading.Event(), threading.Event()
    before = session.messages.before

    def late(contact_id: str, sequence: int | None) -> ThreadPage:
        page_is_asked_for.set()
        assert page_may_come.wait(10)
        return before(contact_id, sequence)

    monkeypatch.setattr(session.messages, "before", late)
    session.stores.cache.wipe()
    thread.open(family.contact_id)
    client.wait_for(page_is_asked_for.is_set)
    assert thread.contact is None
    try:
        client.app._following.reload()
        client.wait_for(lambda: thread.contact is not None)
    finally:
        page_may_come.set()
    client.wait_for(lambda: client.texts() == ["words 0", "words 1", "words 2"] and not thread.is_loading)
