"""Money, devices, password, finding people, details: what stands beside the conversation."""

from app.domain.errors import (
    AlreadyContact,
    Offline,
    Refused,
    VoucherUnknown,
    VoucherUsed,
    WrongCredentials,
)
from app.domain.values import Connection, MovementKind
from contract.accounts import Credentials
from contract.vouchers import grouped
from tests.unit.app.live import PASSWORD, Family, LiveServer, voucher_code
from tests.unit.app.windowless import Client


def test_every_movement_is_listed_newest_first(signed_in: Client) -> None:
    signed_in.send("costs a quarter")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    account = signed_in.app.account
    account.load()
    signed_in.wait_for(
        lambda: [row.kind for row in account.movements.rows] == [MovementKind.HOLD, MovementKind.DEPOSIT]
    )
    hold, deposit = account.movements.rows
    assert (hold.amount_cents, hold.balance_cents, hold.contact_name) == (-25, 975, "Mateo Rivera")
    assert (deposit.amount_cents, deposit.balance_cents) == (1_000, 1_000)
    [item] = signed_in.app.conversation.model.items
    signed_in.app.conversation.withdraw(item.key)
    signed_in.wait_for(lambda: account.movements.rows[0].kind is MovementKind.RELEASE)
    assert not account.more_available


def test_a_long_history_of_money_comes_page_by_page(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    for _ in range(104):
        live.pay_in(family.member_id, 100)
    account = signed_in.app.account
    account.load()
    signed_in.wait_for(lambda: account.more_available)
    account.load_more()
    signed_in.wait_for(lambda: len(account.movements.rows) == 105)
    assert not account.more_available


def test_a_voucher_pays_in_once_however_often_it_is_tried(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    funds = signed_in.app.add_funds
    code = live.sell_voucher(2_000)
    live.stop()
    with signed_in.qtbot.waitSignal(funds.failed) as failed:
        funds.redeem(grouped(code))
    assert failed.args is not None
    assert isinstance(failed.args[0], Offline)
    live.start()
    with signed_in.qtbot.waitSignal(funds.redeemed) as redeemed:
        funds.redeem(grouped(code).lower())
    assert redeemed.args is not None
    assert redeemed.args[0] == 2_000
    assert redeemed.args[1].available_cents == 3_000
    signed_in.wait_for(lambda: signed_in.app.balance == redeemed.args[1])
    with signed_in.qtbot.waitSignal(funds.failed) as used:
        funds.redeem(code)
    assert used.args is not None
    assert isinstance(used.args[0], VoucherUsed)
    with signed_in.qtbot.waitSignal(funds.failed) as unknown:
        funds.redeem(voucher_code())
    assert unknown.args is not None
    assert isinstance(unknown.args[0], VoucherUnknown)


def test_a_slip_of_the_pen_is_seen_before_sending(signed_in: Client) -> None:
    signed_in.wait_for(lambda: signed_in.app.hub.has_limits)
    funds = signed_in.app.add_funds
    code = voucher_code()
    assert funds.check(code[:7]) == "incomplete"
    assert funds.check(grouped(code)) is None
    wrong = ("3" if code[0] == "2" else "2") + code[1:]
    assert funds.check(wrong) == "mistyped"
    assert funds.check(f"{code}2") == "too_long"
    assert funds.grouped(code) == grouped(code)


def test_another_device_can_be_signed_out(signed_in: Client, live: LiveServer, family: Family) -> None:
    credentials = Credentials(email=family.email, password=PASSWORD, device_name="Old laptop")
    live.services.accounts.sign_in(credentials)
    account = signed_in.app.account
    account.load()
    signed_in.wait_for(lambda: len(account.devices) >= 2)
    old = next(device for device in account.devices if device.name == "Old laptop")
    assert not old.current
    with signed_in.qtbot.waitSignal(account.device_revoked):
        account.revoke(old.id)
    signed_in.wait_for(lambda: old.id not in [device.id for device in account.devices])
    assert signed_in.app.session is not None


def test_the_password_can_be_changed_and_this_session_goes_on(signed_in: Client) -> None:
    account = signed_in.app.account
    with signed_in.qtbot.waitSignal(account.failed) as wrong:
        account.change_password("not it", "a brand new password")
    assert wrong.args is not None
    assert isinstance(wrong.args[0], Refused | WrongCredentials)
    with signed_in.qtbot.waitSignal(account.failed) as short:
        account.change_password(PASSWORD, "short")
    assert short.args is not None
    assert isinstance(short.args[0], Refused)
    with signed_in.qtbot.waitSignal(account.password_changed):
        account.change_password(PASSWORD, "a brand new password")
    signed_in.send("still signed in")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])


def test_a_person_is_found_asked_and_listed(signed_in: Client, live: LiveServer) -> None:
    facility_id = live.add_facility("Harbor Point Facility")
    resident_id = live.add_resident(facility_id, "Linh Trần")
    people = signed_in.app.find_person
    with signed_in.qtbot.waitSignal(people.found) as found:
        people.search(facility_id, "linh")
    assert found.args is not None
    assert [person.name for person in found.args[0].people] == ["Linh Trần"]
    with signed_in.qtbot.waitSignal(people.requested) as requested:
        people.request(resident_id, "friend")
    assert requested.args is not None
    assert requested.args[0].reason == "not_accepted"
    signed_in.app.picker.load()
    signed_in.wait_for(
        lambda: [choice.name for choice in signed_in.app.picker.choices] == ["Mateo Rivera", "Linh Trần"]
    )
    signed_in.app.conversations.set_filter("TRAN")
    assert signed_in.app.conversations.model.rowCount() == 1
    with signed_in.qtbot.waitSignal(people.failed) as again:
        people.request(resident_id, "friend")
    assert again.args is not None
    assert isinstance(again.args[0], AlreadyContact)
    people.load()
    signed_in.wait_for(lambda: "Harbor Point Facility" in [each.name for each in people.facilities])


def test_a_facility_that_is_new_stands_in_the_list_without_asking_again(
    signed_in: Client, live: LiveServer
) -> None:
    people = signed_in.app.find_person
    people.load()
    signed_in.wait_for(lambda: len(people.facilities) == 1)
    live.add_facility("Harbor Point Facility")
    signed_in.wait_for(lambda: "Harbor Point Facility" in [each.name for each in people.facilities])
    assert len(people.facilities) == 2


def test_details_show_the_money_of_one_message(signed_in: Client, live: LiveServer, family: Family) -> None:
    signed_in.send("what did it cost")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    [item] = signed_in.app.conversation.model.items
    details = signed_in.app.details
    details.open(family.contact_id, item.key)
    signed_in.wait_for(lambda: details.details is not None and len(details.details.movements) == 1)
    live.refuse(live.received(family.member_id)[0].id)
    signed_in.wait_for(lambda: details.details is not None and len(details.details.movements) == 2)
    shown = details.details
    assert shown is not None
    assert shown.contact_name == "Mateo Rivera"
    assert [row.kind for row in shown.movements] == [MovementKind.HOLD, MovementKind.RELEASE]
    assert shown.item.number is not None


def test_what_was_told_last_is_shown_without_a_connection(signed_in: Client, live: LiveServer) -> None:
    account = signed_in.app.account
    account.load()
    signed_in.wait_for(lambda: len(account.movements.rows) == 1)
    signed_in.stop()
    live.stop()
    signed_in.start()
    signed_in.wait_for(lambda: signed_in.app.connection is Connection.OFFLINE)
    signed_in.app.account.load()
    signed_in.wait_for(lambda: len(signed_in.app.account.movements.rows) == 1)
    assert signed_in.app.balance is not None
    assert signed_in.app.balance.available_cents == 1_000
