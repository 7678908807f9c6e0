"""The composer: no word is lost, nothing is sent twice, and Send says why it is off."""

import threading

import pytest

from app.domain.errors import StorageFault, StorageFaultKind
from app.domain.values import BlockKind, DraftKept, NoticeKind
from tests.unit.app.live import OPERATOR, Family, LiveServer, prices
from tests.unit.app.windowless import Client, no_secrets


def block_kind(client: Client) -> BlockKind | None:
    block = client.app.compose.block
    return None if block is None else block.kind


def test_price_and_balance_are_there_before_the_first_key(signed_in: Client) -> None:
    compose = signed_in.app.compose
    signed_in.wait_for(lambda: compose.balance_after_cents == 975)
    assert compose.price_cents == 25
    assert block_kind(signed_in) is BlockKind.EMPTY


@pytest.mark.parametrize("number", [495, 500, 501, 505])
def test_the_limit_is_counted_as_people_count(signed_in: Client, number: int) -> None:
    signed_in.wait_for(lambda: signed_in.app.hub.has_limits)
    signed_in.app.compose.set_text("é" * number)
    assert signed_in.app.compose.count.left == 500 - number
    signed_in.wait_for(lambda: signed_in.app.balance is not None)
    assert signed_in.app.compose.can_send is (number <= 500)
    assert block_kind(signed_in) is (None if number <= 500 else BlockKind.TOO_LONG)


def test_a_draft_is_kept_at_a_pause_in_typing(signed_in: Client, family: Family) -> None:
    compose = signed_in.app.compose
    compose.set_text("Good morning")
    assert compose.draft_kept is DraftKept.SAVING
    signed_in.wait_for(lambda: compose.draft_kept is DraftKept.KEPT)
    session = signed_in.app.hub.session
    assert session is not None
    assert session.drafts.text(family.contact_id) == "Good morning"


def test_each_contact_has_a_draft_of_its_own(signed_in: Client, live: LiveServer, family: Family) -> None:
    other = live.connect(family.member_id, live.add_resident(live.add_facility("Harbor Point")))
    signed_in.wait_for(lambda: signed_in.app.conversations.row_of(other) >= 0)
    signed_in.app.compose.set_text("for Mateo")
    signed_in.open(other)
    assert signed_in.app.compose.text == ""
    signed_in.app.compose.set_text("for Linh")
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "for Mateo")
    signed_in.open(other)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "for Linh")


def test_a_draft_is_there_again_after_the_program_ended(signed_in: Client, family: Family) -> None:
    signed_in.app.compose.set_text("not finished \ud83d yet")
    signed_in.stop()
    signed_in.start()
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "not finished \ud83d yet")
    assert signed_in.app.compose.draft_kept is DraftKept.KEPT


def test_a_second_click_on_send_does_nothing(signed_in: Client, live: LiveServer, family: Family) -> None:
    signed_in.write("once")
    signed_in.app.compose.send()
    assert signed_in.app.compose.is_queuing
    signed_in.app.compose.send()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    signed_in.app.compose.send()
    assert [message.characters for message in live.received(family.member_id)] == [4]


def test_the_box_is_emptied_only_when_the_words_are_on_disk(signed_in: Client) -> None:
    compose = signed_in.app.compose
    signed_in.write("kept first")
    replaced: list[str] = []
    compose.text_replaced.connect(replaced.append)
    engine = signed_in.app.hub.engine
    assert engine is not None
    go_on = threading.Event()
    engine.lane.submit(go_on.wait, 10)
    compose.send()
    assert compose.text == "kept first"
    compose.set_text("kept first and more")
    go_on.set()
    signed_in.wait_for(lambda: not compose.is_queuing)
    assert replaced == [" and more"]
    assert compose.text == " and more"


def test_a_full_disk_leaves_the_words_in_the_box(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    compose = signed_in.app.compose
    signed_in.write("precious")
    session = signed_in.app.hub.session
    assert session is not None

    def full(*_: object) -> None:
        raise StorageFault(StorageFaultKind.FULL)

    with monkeypatch.context() as patch:
        patch.setattr(session.stores.outbox, "queue", full)
        compose.send()
        signed_in.wait_for(lambda: block_kind(signed_in) is BlockKind.STORAGE)
    assert compose.text == "precious"
    assert compose.can_send
    notice = signed_in.app.notice
    assert notice is not None
    assert notice.kind is NoticeKind.STORAGE_FULL
    compose.send()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert signed_in.app.notice is None


def test_too_little_money_is_said_before_and_mended_by_a_voucher(client: Client, live: LiveServer) -> None:
    family = live.add_family(funds_cents=15)
    client.start()
    client.sign_in(family)
    client.open(family.contact_id)
    compose = client.app.compose
    client.wait_for(lambda: block_kind(client) is BlockKind.FUNDS)
    assert compose.block is not None
    assert compose.block.missing_cents == 10
    compose.set_text("Good morning!")
    assert not compose.can_send
    with client.qtbot.waitSignal(client.app.add_funds.redeemed) as redeemed:
        client.app.add_funds.redeem(live.sell_voucher(500))
    assert redeemed.args is not None
    assert redeemed.args[0] == 500
    client.wait_for(lambda: compose.can_send)
    assert compose.text == "Good morning!"


def test_a_new_price_is_asked_about_while_writing(signed_in: Client, live: LiveServer) -> None:
    compose = signed_in.app.compose
    signed_in.write("At the old price")
    contact = signed_in.app.conversation.contact
    assert contact is not None
    live.services.facilities.set_prices(contact.facility.id, prices(30), OPERATOR)
    signed_in.wait_for(lambda: block_kind(signed_in) is BlockKind.PRICE_CHANGED)
    assert compose.block is not None
    assert (compose.block.old_price_cents, compose.block.price_cents) == (25, 30)
    compose.accept_price()
    assert compose.can_send
    signed_in.app.compose.send()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    [item] = signed_in.app.conversation.model.items
    assert item.price_cents == 30


def test_somebody_who_was_suspended_can_not_be_written_to(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    signed_in.write("too late")
    live.suspend(family)
    signed_in.wait_for(lambda: block_kind(signed_in) is BlockKind.CANNOT_WRITE)
    assert signed_in.app.compose.block is not None
    assert signed_in.app.compose.block.reason == "suspended"
    assert signed_in.app.compose.text == "too late"


def test_without_a_keyring_drafts_say_that_they_are_in_memory(client: Client, family: Family) -> None:
    client.secrets = no_secrets()
    client.start()
    client.sign_in(family)
    client.open(family.contact_id)
    client.app.compose.set_text("only here")
    client.wait_for(lambda: client.app.compose.draft_kept is DraftKept.MEMORY)
    assert client.app.loses_words_on_close
    assert not list(client.folder.rglob("*.db"))
