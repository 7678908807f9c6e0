"""The typed client and the real backend understand each other, operation by operation."""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.api.client import Api
from app.api.transport import Transport
from app.backend_process import BackendAddress, EmbeddedBackend
from app.domain import errors
from contract.accounts import Credentials, Registration, SignedIn
from contract.contacts import CannotWrite, Contact, ContactState
from contract.events import Event, EventKind
from contract.messages import Message, NewMessage, State

PASSWORD = "a long enough one"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackendAddress]:
    """A backend with the demo world, on an encrypted database."""
    backend = EmbeddedBackend(tmp_path_factory.mktemp("backend"), True, "secret", bytes(range(32)))
    backend.start()
    yield backend.wait_ready(60)
    backend.stop()


@pytest.fixture
def connect(address: BackendAddress) -> Iterator[Callable[[], Api]]:
    """Makes clients that nobody has signed in at yet."""
    made: list[Api] = []

    def make() -> Api:
        made.append(Api(Transport(address.base_url, address.secret)))
        return made[-1]

    yield make
    for api in made:
        api.close()


@dataclass(frozen=True)
class Elena:
    """A signed-in member of the demo world."""

    api: Api

    def contact(self, name: str) -> Contact:
        """One of her contacts, as it stands."""
        return next(each for each in self.api.contacts.page().items if each.name == name)

    def send(self, text: str, local_id: str | None = None, name: str = "Mateo Rivera") -> Message:
        """A message at the price of Cedar Ridge."""
        message = NewMessage(contact_id=self.contact(name).id, text=text, price_cents=25)
        return self.api.messages.send(local_id or str(uuid.uuid4()), message)


@pytest.fixture
def elena(connect: Callable[[], Api]) -> Elena:
    api = connect()
    credentials = Credentials(
        email="elena.rivera@example.org", password="demo-elena-2026", device_name="Test"
    )
    api.transport.set_token(api.accounts.sign_in(credentials).token)
    return Elena(api)


def newcomer(api: Api) -> SignedIn:
    """A new member, signed in."""
    email = f"{uuid.uuid4().hex}@example.org"
    signed_in = api.accounts.register(
        Registration(name="Anna Novak", email=email, password=PASSWORD, time_zone="Europe/Prague")
    )
    api.transport.set_token(signed_in.token)
    return signed_in


def test_an_account_from_its_beginning_to_the_last_device(connect: Callable[[], Api]) -> None:
    here, there = connect(), connect()
    account = newcomer(here).account
    assert here.accounts.account() == account
    assert account.time_zone == "Europe/Prague"
    with pytest.raises(errors.EmailTaken):
        there.accounts.register(Registration(name="B", email=account.email, password=PASSWORD))
    with pytest.raises(errors.WrongCredentials):
        there.accounts.sign_in(Credentials(email=account.email, password="not this one"))
    second = there.accounts.sign_in(Credentials(email=account.email, password=PASSWORD, device_name="Laptop"))
    there.transport.set_token(second.token)
    assert {each.current for each in there.accounts.devices().items} == {True, False}
    with pytest.raises(errors.WrongCredentials):
        here.accounts.change_password("not this one", "another long one")
    with pytest.raises(errors.Refused) as caught:
        here.accounts.change_password(PASSWORD, "short")
    assert caught.value.field == "new"
    here.accounts.change_password(PASSWORD, "another long one")
    with pytest.raises(errors.SignedOut):
        there.accounts.account()
    third = there.accounts.sign_in(Credentials(email=account.email, password="another long one"))
    here.accounts.revoke(third.device_id)
    there.transport.set_token(third.token)
    with pytest.raises(errors.SignedOut):
        there.accounts.account()
    with pytest.raises(errors.NotFound):
        here.accounts.revoke(str(uuid.uuid4()))
    here.accounts.sign_out()
    with pytest.raises(errors.SignedOut):
        here.money.balance()


def test_a_registration_names_the_field_that_is_wrong(connect: Callable[[], Api]) -> None:
    with pytest.raises(errors.Refused) as caught:
        connect().accounts.register(Registration(name="A", email="a@example.org", password="short"))
    assert (caught.value.field, caught.value.reason) == ("password", "too_short")


def test_too_many_tries_are_throttled_until_a_time(connect: Callable[[], Api]) -> None:
    api = connect()
    email = newcomer(api).account.email

    def guess() -> errors.SignInFault | None:
        try:
            api.accounts.sign_in(Credentials(email=email, password="not this one"))
        except errors.SignInFault as fault:
            return fault
        return None

    faults = [guess() for _ in range(50)]
    assert isinstance(faults[0], errors.WrongCredentials)
    last = faults[-1]
    assert isinstance(last, errors.Throttled)
    assert last.retry_at is not None


def test_facilities_and_people_are_found_and_asked(connect: Callable[[], Api]) -> None:
    api = connect()
    newcomer(api)
    cedar = next(each for each in api.facilities.page().items if each.name.startswith("Cedar"))
    assert api.facilities.get(cedar.id) == cedar
    with pytest.raises(errors.NotFound):
        api.facilities.get(str(uuid.uuid4()))
    found = api.contacts.find_residents(cedar.id, "Mateo").items
    assert [each.booking_number for each in found] == ["004217"]
    with pytest.raises(errors.Refused):
        api.contacts.find_residents(cedar.id, "M")
    asked = api.contacts.request(found[0].id, "cousin")
    assert asked.state is ContactState.WAITING_FOR_PERSON
    with pytest.raises(errors.AlreadyContact):
        api.contacts.request(found[0].id, "cousin")
    assert api.contacts.block(asked.id).state is ContactState.BLOCKED
    api.contacts.unblock(asked.id)
    assert api.contacts.get(asked.id).id == asked.id
    api.contacts.remove(asked.id)


def test_a_message_is_sent_once_and_can_be_taken_back(elena: Elena) -> None:
    before = elena.api.money.balance()
    local_id = str(uuid.uuid4())
    message = elena.send("Thinking of you.", local_id)
    assert elena.send("Thinking of you.", local_id).id == message.id
    assert (message.state, message.local_id, message.text) == (State.PENDING, local_id, None)
    with pytest.raises(errors.KeyReused):
        elena.send("Something else.", local_id)
    assert elena.api.money.balance().available_cents == before.available_cents - 25
    assert elena.api.messages.get(message.id) == message
    assert message.id in [each.id for each in elena.api.messages.page(message.contact_id).items]
    assert elena.api.messages.withdraw(message.id).state is State.WITHDRAWN
    assert elena.api.messages.withdraw(message.id).state is State.WITHDRAWN
    assert elena.api.money.balance() == before
    kinds = [each.kind.value for each in elena.api.money.movements().items if each.message_id == message.id]
    assert kinds == ["release", "hold"]


def test_what_is_decided_can_not_be_taken_back(elena: Elena) -> None:
    messages = elena.api.messages.page(elena.contact("Mateo Rivera").id).items
    opened = next(each for each in messages if each.state is State.OPENED and each.local_id)
    with pytest.raises(errors.WrongState) as caught:
        elena.api.messages.withdraw(opened.id)
    assert caught.value.state == "opened"


def test_what_can_not_be_sent_says_why(elena: Elena) -> None:
    api, mateo = elena.api, elena.contact("Mateo Rivera").id
    key = str(uuid.uuid4())
    with pytest.raises(errors.PriceChanged) as price:
        api.messages.send(key, NewMessage(contact_id=mateo, text="Hello", price_cents=24))
    assert price.value.price_cents == 25
    with pytest.raises(errors.Refused) as refused:
        api.messages.send(key, NewMessage(contact_id=mateo, text="x" * 501, price_cents=25))
    assert (refused.value.field, refused.value.limit, refused.value.count) == ("text", 500, 501)
    with pytest.raises(errors.NotFound):
        api.messages.send(key, NewMessage(contact_id=str(uuid.uuid4()), text="Hello", price_cents=25))
    with pytest.raises(errors.CannotWriteNow) as cannot:
        elena.send("Hello", name="Samira Haddad")
    assert cannot.value.reason == CannotWrite.BEING_MOVED.value
    with pytest.raises(errors.Refused):
        api.messages.send("no uuid", NewMessage(contact_id=mateo, text="Hello", price_cents=25))
    with pytest.raises(errors.Refused):
        api.messages.send(key, NewMessage(contact_id=mateo, text="x" * 100_000, price_cents=25))
    assert elena.send("Hello", key).state is State.PENDING  # a refused try does not use its key up


def test_too_little_money_says_how_much_is_missing(connect: Callable[[], Api]) -> None:
    api = connect()
    credentials = Credentials(email="rosa.delgado@example.org", password="demo-rosa-2026")
    api.transport.set_token(api.accounts.sign_in(credentials).token)
    contact = next(each for each in api.contacts.page().items if each.cannot_write is None)
    price = api.facilities.get(contact.facility_id).prices.message_cents
    balance = api.money.balance().available_cents
    with pytest.raises(errors.NotEnoughFunds) as caught:
        api.messages.send(
            str(uuid.uuid4()), NewMessage(contact_id=contact.id, text="Hello", price_cents=price)
        )
    assert caught.value.missing_cents == price - balance > 0


def test_a_voucher_pays_once(elena: Elena, address: BackendAddress, connect: Callable[[], Api]) -> None:
    assert address.demo_facts is not None
    vouchers = address.demo_facts["vouchers"]
    assert isinstance(vouchers, list)
    key, code = str(uuid.uuid4()), vouchers[0]["code"]
    before = elena.api.money.balance().available_cents
    paid = elena.api.money.redeem(key, code)
    assert paid.balance.available_cents == before + paid.amount_cents
    assert elena.api.money.redeem(key, code) == paid
    with pytest.raises(errors.VoucherUsed):
        elena.api.money.redeem(str(uuid.uuid4()), code)
    with pytest.raises(errors.VoucherUnknown):
        elena.api.money.redeem(str(uuid.uuid4()), "2222-2222-2222")


def test_reading_is_marked(elena: Elena) -> None:
    chidi = elena.contact("Chidi Okafor")
    newest = elena.api.messages.page(chidi.id).items[0]
    assert chidi.unread > 0
    assert elena.api.contacts.mark_read(chidi.id, newest.sequence).unread == 0
    assert elena.contact("Chidi Okafor").read_mark == newest.sequence


def test_pages_follow_each_other_to_the_end(connect: Callable[[], Api], elena: Elena) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = elena.api.messages.page(None, cursor)
        seen += [each.id for each in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) >= 40
    with pytest.raises(errors.Refused):
        elena.api.messages.page(None, "not a cursor")


def collect(
    api: Api, last_event_id: int, wanted: Callable[[Event], bool], act: Callable[[], object]
) -> list[Event]:
    """Events from the stream until the wanted one; `act` is done once the stream is up."""
    found: list[Event] = []
    opened = api.events.open(last_event_id)
    for event in opened:
        found.append(event)
        if event.kind is EventKind.HELLO:
            act()
        if wanted(event):
            opened.close()
    return found


def test_events_tell_what_changes_and_go_on_where_they_ended(elena: Elena) -> None:
    sent: list[Message] = []
    first = collect(
        elena.api,
        0,
        lambda event: event.message is not None and [event.message.id] == [each.id for each in sent],
        lambda: sent.append(elena.send("Are you there?")),
    )
    assert first[0].kind is EventKind.HELLO
    assert first[-1].message == sent[0]
    last = first[-1].sequence
    elena.api.messages.withdraw(sent[0].id)
    missed = collect(
        elena.api,
        last,
        lambda event: event.message is not None and event.message.state is State.WITHDRAWN,
        lambda: None,
    )
    numbers = [event.sequence for event in missed if event.kind is not EventKind.HELLO]
    assert numbers == sorted(numbers)
    assert numbers[0] > last


def test_signing_out_elsewhere_ends_the_stream(connect: Callable[[], Api]) -> None:
    here, there = connect(), connect()
    email = newcomer(here).account.email
    second = there.accounts.sign_in(Credentials(email=email, password=PASSWORD))
    there.transport.set_token(second.token)
    kinds: list[EventKind] = []
    up = threading.Event()

    def follow() -> None:
        try:
            for event in there.events.open(0):
                kinds.append(event.kind)
                up.set()
        except errors.Offline:
            kinds.append(EventKind.UNKNOWN)

    thread = threading.Thread(target=follow)
    thread.start()
    assert up.wait(20)
    here.accounts.revoke(second.device_id)
    thread.join(30)
    assert kinds[-2:] == [EventKind.SIGNED_OUT, EventKind.UNKNOWN]
    with pytest.raises(errors.SignedOut):
        list(there.events.open(0))


def test_the_log_of_the_backend_holds_no_words(address: BackendAddress, elena: Elena, tmp_path: Path) -> None:
    elena.send("Zanzibar is far away.")
    base = tmp_path.parent
    logs = [file.read_text("utf-8", "replace") for file in base.glob("backend*/backend.log*")]
    assert not any("Zanzibar" in log or "Elena" in log for log in logs)
