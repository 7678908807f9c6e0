"""The main job without its window: sign in, write, send, and see every step of the message's way."""

from app.domain.values import Connection, StepKind
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.windowless import Client


def test_a_message_is_sent_approved_and_answered(signed_in: Client, live: LiveServer, family: Family) -> None:
    signed_in.send("Sofi lost her first tooth today.")
    assert signed_in.app.compose.text == ""
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert signed_in.texts() == [None]
    [message] = live.received(family.member_id)
    live.approve(message.id)
    signed_in.wait_for(lambda: signed_in.kinds() == ["delivered"])
    assert signed_in.texts() == ["Sofi lost her first tooth today."]
    live.answer(family, "A whole dollar!")
    signed_in.wait_for(lambda: len(signed_in.kinds()) == 2)
    assert signed_in.texts()[1] == "A whole dollar!"
    signed_in.wait_for(lambda: signed_in.app.conversations.unread == 1)
    signed_in.app.conversation.mark_seen()
    signed_in.wait_for(lambda: signed_in.app.conversations.unread == 0)
    assert signed_in.app.connection is Connection.ONLINE


def test_a_refused_message_gives_words_and_money_back(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    signed_in.send("Call 555-0142 today.")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    signed_in.wait_for(lambda: signed_in.app.balance is not None and signed_in.app.balance.held_cents == 25)
    [message] = live.received(family.member_id)
    live.refuse(message.id, 5, 13)
    signed_in.wait_for(lambda: signed_in.kinds() == ["refused"])
    [item] = signed_in.app.conversation.model.items
    assert item.refusal is not None
    assert item.refusal.spans == ((5, 13),)
    signed_in.wait_for(
        lambda: signed_in.app.balance is not None and signed_in.app.balance.available_cents == 1_000
    )
    signed_in.app.conversation.edit_again(item.key)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "Call 555-0142 today.")
    signed_in.send("Call today.")
    signed_in.wait_for(lambda: signed_in.kinds() == ["refused", "pending"])


def test_a_waiting_message_can_be_withdrawn(signed_in: Client) -> None:
    signed_in.send("Never mind.")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    [item] = signed_in.app.conversation.model.items
    with signed_in.qtbot.waitSignal(signed_in.app.conversation.withdrawn):
        signed_in.app.conversation.withdraw(item.key)
    signed_in.wait_for(lambda: signed_in.kinds() == [StepKind.WITHDRAWN.value])
    assert signed_in.texts() == ["Never mind."]
