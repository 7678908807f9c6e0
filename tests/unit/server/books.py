"""Every step that moves money, to be taken in any order, beside plain arithmetic that says what comes of it.

The arithmetic knows nothing of the ledger: what was paid in, what waits at which price, what was approved.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import select

from contract.facilities import Feature, Prices
from contract.galleries import NewSharedPhoto
from contract.messages import NewMessage
from contract.money import Redemption
from contract.payments import NewRefund, Payment
from contract.posts import NewPost
from server.payments.provider import NoticeKind
from server.payments.test_provider import CheckoutOver
from server.services import ledger
from server.services.faults import NotEnoughFunds, ServiceFault
from server.services.submissions import OPEN
from server.store.tables import submissions
from tests.checkout import ASKS, DECLINED, GOOD, LATE
from tests.unit.server.news import join
from tests.unit.server.paying import Letter, begin, bring, checkout_of, letters, provider, type_card
from tests.unit.server.pictures import up
from tests.unit.server.sharing import EVERYBODY, gallery
from tests.unit.server.world import OPERATOR, World

FEATURES = (Feature.MESSAGES, Feature.REPLIES, Feature.PHOTOS, Feature.NEWS)
CARDS = (GOOD, DECLINED, ASKS, LATE)


@dataclass
class Waiting:
    """A submission that waits: its price, its facility, and what it is a part of."""

    cents: int
    facility_id: str
    kind: str
    whole: str


@dataclass
class Books:
    """One member at two facilities, and what their money should be."""

    world: World
    reopen: Callable[[World], World]
    available: int = 0
    refunding: int = 0
    steps: int = 0
    open: dict[str, Waiting] = field(default_factory=dict)
    incomes: dict[str, int] = field(default_factory=dict)
    vouchers: dict[str, int] = field(default_factory=dict)
    cards: dict[str, Payment] = field(default_factory=dict)
    credited: set[str] = field(default_factory=set)
    brought: list[Letter] = field(default_factory=list)
    prices: dict[str, Prices] = field(default_factory=dict)

    def __post_init__(self) -> None:
        here, there = (self.world.facility(features=FEATURES) for _ in range(2))
        self.places = [here, there]
        self.pair = self.world.pair(cents=0, facility_id=here)
        join(self.world, self.pair, there)
        self.reviewer = self.world.reviewer()
        self.gallery_id = gallery(self.world, self.member_id).id
        self.sent_sha256 = up(self.world, self.member_id, 0).sent_sha256
        for place in self.places:
            self.set_prices(place, 25)
        self.incomes = dict.fromkeys(self.places, 0)
        self.last: tuple[str, NewMessage, str] | None = None
        self.refund_id: str | None = None

    @property
    def member_id(self) -> str:
        return self.pair.member_id

    @property
    def held(self) -> int:
        return sum(one.cents for one in self.open.values()) + self.refunding

    # ── steps ──────────────────────────────────────────────────────────────────────────────────────────────

    def pay_in(self, cents: int, *, again: bool = False) -> None:
        """A voucher; `again` tries one that was paid in before."""
        from tests.unit.server.test_money import voucher

        code = next(iter(self.vouchers)) if again and self.vouchers else voucher(self.world, cents)
        redemption = Redemption(code=code)
        with suppress(ServiceFault):
            self.world.services.vouchers.redeem(self.member_id, str(uuid.uuid4()), redemption)
        if code not in self.vouchers:
            self.vouchers[code] = cents
            self.available += cents
        else:
            self.world.clock.move(days=1)  # trying codes out gets slower

    def card(self, cents: int, number: str) -> None:
        """A payment, a card, and whatever its bank asks."""
        if len(self.cards) % 20 == 19:
            self.world.clock.move(days=2)
        payment = begin(self.world, self.member_id, cents)
        self.cards[payment.id] = payment
        type_card(self.world, payment, number)
        if number == ASKS:
            provider(self.world).confirm(checkout_of(payment), agreed=True)

    def bring(self, shuffle: Callable[[list[Letter]], None], times: int) -> None:
        """Notices that are due, in any order and more than once, and old ones again."""
        self.world.clock.move(seconds=25)
        found = letters(self.world)
        self.brought += found
        again = found * times
        shuffle(again)
        for letter in again:
            bring(self.world, letter)
        for payment in self.world.services.payments.page(self.member_id).items:
            is_paid = payment.state.value == "paid"
            if is_paid and payment.id in self.cards and payment.id not in self.credited:
                assert any(
                    b'"paid"' in letter.body and payment.id.encode() in letter.body for letter in self.brought
                ), "paid without being told"
                self.credited.add(payment.id)
                self.available += payment.amount_cents

    def dispute(self, *, won: bool) -> None:
        """A bank takes a payment back, or ends that: no matter for the member."""
        if self.credited:
            payment_id = min(self.credited)
            with suppress(CheckoutOver):
                kind = NoticeKind.DISPUTE_WON if won else NoticeKind.DISPUTED
                provider(self.world).tell(payment_id, kind)

    def send(self) -> None:
        """A message."""
        cents = self.prices[self.places[0]].message_cents
        new = NewMessage(contact_id=self.pair.contact_id, text="Hello", price_cents=cents)
        key = str(uuid.uuid4())
        if self._affords(cents, lambda: self.world.services.messages.send(self.member_id, key, new)):
            self.last = (key, new, self._take_in(submissions.c.local_id == key, "message", key))

    def send_again(self) -> None:
        """The same message with the same key."""
        if self.last is not None:
            key, new, _ = self.last
            with suppress(ServiceFault):
                self.world.services.messages.send(self.member_id, key, new)

    def photo(self) -> None:
        """A photo for everybody."""
        cents = sum(self.prices[place].photo_cents for place in self.places)
        new = NewSharedPhoto(
            sent_sha256=self.sent_sha256,
            title="Lake",
            gallery_id=self.gallery_id,
            audience=EVERYBODY,
            price_cents=cents,
        )
        found: list[str] = []

        def share() -> None:
            shared = self.world.services.shared_photos.share(self.member_id, str(uuid.uuid4()), new)
            found.append(shared.id)

        if self._affords(cents, share):
            self._take_in(submissions.c.photo_id == found[0], "photo", found[0])

    def post(self) -> None:
        """A post to both facilities."""
        cents = sum(self.prices[place].status_cents for place in self.places)
        new = NewPost(text="Snow!", facility_ids=tuple(self.places), price_cents=cents)
        found: list[str] = []

        def post() -> None:
            found.append(self.world.services.posts.send(self.member_id, str(uuid.uuid4()), new).id)

        if self._affords(cents, post):
            self._take_in(submissions.c.post_id == found[0], "post", found[0])

    def decide(self, place: int, *, approved: bool) -> None:
        """One that waits is approved or not."""
        if not self.open:
            return
        found = sorted(self.open)[place % len(self.open)]
        one = self.open.pop(found)
        if approved:
            self.world.approve(self.reviewer, found)
            self.incomes[one.facility_id] += one.cents
        else:
            self.world.refuse(self.reviewer, found)
            self.available += one.cents

    def withdraw(self, place: int) -> None:
        """All parts of one that still wait are taken back."""
        if not self.open:
            return
        one = self.open[sorted(self.open)[place % len(self.open)]]
        parts = [found for found, other in self.open.items() if other.whole == one.whole]
        services = self.world.services
        if one.kind == "message":
            services.messages.withdraw(self.member_id, parts[0])
        elif one.kind == "photo":
            services.shared_photos.withdraw(self.member_id, one.whole)
        else:
            services.posts.withdraw(self.member_id, one.whole)
        for part in parts:
            self.available += self.open.pop(part).cents

    def expire(self, place: int) -> None:
        """A reviewer reads and goes away; checkouts nobody finished get too old."""
        if self.open:
            with suppress(ServiceFault):
                self.world.services.review.claim(self.reviewer, sorted(self.open)[place % len(self.open)])
        self.world.clock.move(hours=2)
        self.world.services.review.end_leases()
        provider(self.world).expire()

    def set_prices(self, facility_id: str, cents: int) -> None:
        """Other prices, for what is sent from now on."""
        prices = Prices(
            message_cents=cents, photo_cents=cents + 1, status_cents=cents + 2, profile_photo_cents=0
        )
        self.world.services.facilities.set_prices(facility_id, prices, OPERATOR)
        self.prices[facility_id] = prices

    def ask_refund(self, cents: int) -> None:
        """To be paid out, 0 for all there is; one wish at a time."""
        cents = cents or self.available
        if self.refund_id is not None or not cents:
            return
        found: list[str] = []

        def ask() -> None:
            new = NewRefund(amount_cents=cents)
            refund = self.world.services.refunds.ask(self.member_id, str(uuid.uuid4()), new)
            found.append(refund.id)

        if self._affords(cents, ask):
            self.refund_id, self.refunding = found[0], cents

    def end_refund(self, how: str) -> None:
        """The operator pays or declines, or the member thinks better of it."""
        if self.refund_id is None:
            return
        if how == "withdrawn":
            self.world.services.refunds.withdraw(self.member_id, self.refund_id)
        else:
            self.world.services.refunds.decide(self.refund_id, OPERATOR, "note", paid=how == "paid")
        if how != "paid":
            self.available += self.refunding
        self.refund_id, self.refunding = None, 0

    def restart(self) -> None:
        """The server ends and starts again."""
        self.world = self.reopen(self.world)

    # ── what should be so ──────────────────────────────────────────────────────────────────────────────────

    def agree(self) -> None:
        """The ledger says what the arithmetic says."""
        balance = self.world.services.vouchers.balance(self.member_id)
        assert (balance.available_cents, balance.held_cents) == (self.available, self.held)
        with self.world.services.store.read() as connection:
            for place, cents in self.incomes.items():
                assert ledger._balance_of(connection, ledger.income(place)) == cents

    def _affords(self, cents: int, act: Callable[[], object]) -> bool:
        """Whether it went through, which has to be exactly when there is enough."""
        try:
            act()
        except NotEnoughFunds:
            assert self.available < cents
            return False
        assert self.available >= cents
        self.available -= cents
        return True

    def _take_in(self, which: object, kind: str, whole: str) -> str:
        """Notes down what waits now; the price is the one that was asked for."""
        table = submissions.c
        with self.world.services.store.read() as connection:
            rows = connection.execute(
                select(table.id, table.facility_id).where(
                    which,  # type: ignore[arg-type]
                    table.member_id == self.member_id,
                    table.state.in_(OPEN),
                )
            ).all()
        assert rows
        for found, facility_id in rows:
            prices = self.prices[facility_id]
            cents = {
                "message": prices.message_cents,
                "photo": prices.photo_cents,
                "post": prices.status_cents,
            }[kind]
            self.open[found] = Waiting(cents, facility_id, kind, whole)
        return str(rows[0][0])
