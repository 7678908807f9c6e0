"""Who may do what to what was sent in which state, tried out; run as a module, it writes docs/journey.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from sqlalchemy import update

from contract.appeals import NewAppeal
from contract.offers import Offer, OfferOutcome
from contract.photos import Photo
from server.services.faults import Forbidden, NotFound, ServiceFault
from server.services.staff import StaffMember
from server.services.standing import ResidentState
from server.store.tables import offers, residents
from tests.unit.server.offering import (
    CORNER,
    WAYS,
    Sent,
    Way,
    answer,
    make_offer,
    offering_facility,
    part_of,
    present,
    withdraw,
)
from tests.unit.server.world import OPERATOR, START, Pair, World

PAGE = Path(__file__).parents[3] / "docs" / "journey.md"
STATES = (
    "pending",
    "in review",
    "leaving",
    "approved",
    "delivered",
    "opened",
    "refused",
    "refused, 20 days over",
    "withdrawn",
    "appealed",
    "appeal in review",
    "refused again",
)
OFFERED: dict[str, tuple[Way, str]] = {
    f"{what}, {stage}": (way, stage)
    for what, way in (("photo", WAYS["photo"]), ("post with a photo", WAYS["post"]))
    for stage in ("in review", "offered", "offered, 7 days over", "accepted, leaving")
}
"""States of what is offered changed, or may be: how it was sent, and how far that is."""

ACTIONS = ("look", "take", "renew", "approve", "refuse", "give back", "take back", "withdraw", "appeal")
OFFER_ACTIONS = ("offer", "accept", "decline")
"""What there is for these besides."""

ROLES = ("first reviewer", "other reviewer", "manager", "auditor", "reviewer elsewhere", "sender")
YES, TOO_LATE, FORBIDDEN, UNKNOWN, NO_DOOR = "yes", "not now", "not for the role", "unknown", "·"
BEGIN, END = "<!-- cells: begin -->", "<!-- cells: end -->"
HEAD = """# Who may do what, in which state

Every cell was tried out: `tests/unit/server/test_journey.py` compares this page with what the services do, and
`python -m tests.unit.server.journey` writes it anew. The *first reviewer* took the message and decided first, the
*other reviewer* has an appeal that is in review; both and the manager are of the message's facility, which lets
approvals be taken back for 60 seconds. What is offered changed can only be a photo, by itself or of a post, so the
states around that are theirs, with three more doors; in all others they go the way of a message. The first reviewer
made the offers, and the same answer to one again is a "yes" that changes nothing.

"not now" is the 409 with the present state; "unknown" is the 404 that a thing elsewhere and one that does not exist
share; "·" means that there is no such door for the role.

"""


NO_OFFER = Offer(
    at=START,
    until=START,
    change=CORNER,
    photo=Photo(sha256="0" * 64, width=1, height=1, size_bytes=1),
    thumbs=(),
    code="numbers",
    rule=None,
    text="",
    note=None,
    outcome=OfferOutcome.WAITING,
)
"""What somebody would answer who was never offered anything."""


class _UndoneOnPurpose(Exception):
    """Ends a try without keeping it."""


@dataclass(frozen=True)
class Stage:
    """The people, one message in each state, and one photo and one post in each of those around an offer."""

    world: World
    pair: Pair
    roles: dict[str, StaffMember]
    messages: dict[str, str]
    offered: dict[str, Sent]

    @classmethod
    def build(cls, world: World) -> Stage:
        """Twelve messages, four photos and four posts, each brought to its state through the services."""
        facility = offering_facility(world, release_delay_s=60)
        pair = world.pair(cents=5_000, facility_id=facility)
        roles = {
            "first reviewer": world.reviewer(facility),
            "other reviewer": world.reviewer(facility),
            "manager": world.staff("manager", facility),
            "auditor": world.staff("auditor", facility),
            "reviewer elsewhere": world.reviewer(world.facility()),
        }
        first = roles["first reviewer"]
        sent = dict.fromkeys(STATES, "")

        def send(state: str) -> str:
            sent[state] = world.send(pair, state).id
            return sent[state]

        def leave() -> None:
            world.clock.move(seconds=61)
            world.services.review.release_due()

        def appeal(message_id: str) -> None:
            world.services.appeals.appeal(pair.member_id, message_id, NewAppeal(text="Please look again."))

        world.refuse(first, send("refused, 20 days over"))
        world.clock.move(days=21)
        world.services.messages.withdraw(pair.member_id, send("withdrawn"))
        for state in ("delivered", "opened"):
            world.approve(first, send(state))
        leave()
        world.services.inbox.open(pair.resident, sent["opened"])
        person = pair.resident.resident.id
        world.approve(first, send("approved"))
        world.services.residents.set_state(OPERATOR, person, ResidentState.SUSPENDED)
        leave()
        with world.services.store.write() as work:  # not by the service, which would deliver what was kept
            work.connection.execute(update(residents).where(residents.c.id == person).values(state="active"))
        return cls(world, pair, roles, sent, {})._with_the_rest(send, appeal)._with_offers()

    def _with_the_rest(self, send: Callable[[str], str], appeal: Callable[[str], None]) -> Stage:
        world, first, other = self.world, self.roles["first reviewer"], self.roles["other reviewer"]
        send("pending")
        for state in ("refused", "appealed", "appeal in review", "refused again"):
            world.refuse(first, send(state))
        for state in ("appealed", "appeal in review", "refused again"):
            appeal(self.messages[state])
        world.refuse(other, self.messages["refused again"])
        world.services.review.claim(other, self.messages["appeal in review"])
        world.services.review.claim(first, send("in review"))
        world.approve(first, send("leaving"))
        return self

    def _with_offers(self) -> Stage:
        world, pair, first = self.world, self.pair, self.roles["first reviewer"]
        late: list[str] = []
        for seed, (state, (way, stage)) in enumerate(OFFERED.items()):
            sent = way(world, pair, seed)
            submission_id = part_of(sent).submission_id
            if stage == "in review":
                world.services.review.claim(first, submission_id)
            else:
                make_offer(world, first, submission_id)
            self.offered[state] = sent = present(world, pair, sent)
            if stage == "accepted, leaving":
                answer(world, pair, sent, accepts=True)
            if stage == "offered, 7 days over":
                late.append(submission_id)
        with (
            world.services.store.write() as work
        ):  # not by the clock, which the leases of the others look at too
            past = {"until": work.now - timedelta(seconds=1)}
            work.connection.execute(update(offers).where(offers.c.submission_id.in_(late)).values(past))
        return self

    def cells(self) -> Iterator[Cell]:
        """Every try; nothing of it is kept."""
        for state in (*STATES, *OFFERED):
            for action in actions_of(state):
                for role in ROLES:
                    yield state, action, role, self._try(state, action, role)

    def _try(self, state: str, action: str, role: str) -> str:
        if state in self.offered:
            act = self._offered_act(self.offered[state], action, role)
        else:
            act = self._act(self.messages[state], action, role)
        if act is None:
            return NO_DOOR
        try:
            with self.world.services.store.together():
                act()
                raise _UndoneOnPurpose
        except _UndoneOnPurpose:
            return YES
        except Forbidden:
            return FORBIDDEN
        except NotFound:
            return UNKNOWN
        except ServiceFault:
            return TOO_LATE

    def _offered_act(self, sent: Sent, action: str, role: str) -> Callable[[], object] | None:
        world, pair, part = self.world, self.pair, part_of(sent)
        if role == "sender":
            acts: dict[str, Callable[[], object]] = {
                "look": lambda: present(world, pair, sent),
                "withdraw": lambda: withdraw(world, pair, sent),
                "accept": lambda: answer(world, pair, _as_offered(sent), accepts=True),
                "decline": lambda: answer(world, pair, _as_offered(sent), accepts=False),
            }
            return acts.get(action) or self._act(part.submission_id, action, role)
        if action == "offer":
            return lambda: self._offer(self.roles[role], part.submission_id)
        return self._act(part.submission_id, action, role)

    def _offer(self, who: StaffMember, submission_id: str) -> None:
        seen = self.world.services.review.item(self.roles["manager"], submission_id)
        service = self.world.services.offers
        shown = service.preview(who, submission_id, CORNER).sha256
        service.offer(who, submission_id, seen.version, seen.sha256, CORNER, shown, "numbers")

    def _act(self, message_id: str, action: str, role: str) -> Callable[[], object] | None:
        services, member_id = self.world.services, self.pair.member_id
        if role == "sender":
            acts: dict[str, Callable[[], object]] = {
                "look": lambda: services.messages.get(member_id, message_id),
                "withdraw": lambda: services.messages.withdraw(member_id, message_id),
                "appeal": lambda: services.appeals.appeal(
                    member_id, message_id, NewAppeal(text="Once more.")
                ),
            }
            return acts.get(action)
        who, review = self.roles[role], services.review
        seen = review.item(self.roles["manager"], message_id)
        acts = {
            "look": lambda: review.item(who, message_id),
            "take": lambda: review.claim(who, message_id),
            "renew": lambda: review.renew(who, message_id),
            "approve": lambda: review.approve(who, message_id, seen.version, seen.sha256),
            "refuse": lambda: review.refuse(who, message_id, seen.version, seen.sha256, "numbers"),
            "give back": lambda: review.put_back(who, message_id),
            "take back": lambda: review.take_back(who, message_id),
        }
        return acts.get(action)


Cell = tuple[str, str, str, str]
"""State, action, role, and what came of the try."""


def actions_of(state: str) -> tuple[str, ...]:
    """What can be tried in a state."""
    return (*ACTIONS, *OFFER_ACTIONS) if state in OFFERED else ACTIONS


def _as_offered(sent: Sent) -> Sent:
    """It with an offer to answer, also where there is none."""
    part = part_of(sent)
    if part.offer is not None:
        return sent
    return msgspec.structs.replace(sent, parts=(msgspec.structs.replace(part, offer=NO_OFFER),))


def table(cells: Iterable[Cell]) -> str:
    """The page's part between its marks: a table for each state."""
    rows: dict[str, dict[str, list[str]]] = {
        state: {action: [] for action in actions_of(state)} for state in (*STATES, *OFFERED)
    }
    for state, action, _, outcome in cells:
        rows[state][action].append(outcome)
    parts = []
    for state, actions in rows.items():
        lines = [f"## {state}", "", f"| | {' | '.join(ROLES)} |", "|---|" + "---|" * len(ROLES)]
        lines += [f"| {action} | {' | '.join(outcomes)} |" for action, outcomes in actions.items()]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Writes the page."""
    with TemporaryDirectory() as folder:
        world = World.open(Path(folder))
        try:
            PAGE.write_text(
                f"{HEAD}{BEGIN}\n{table(Stage.build(world).cells())}{END}\n", "utf-8", newline="\n"
            )
        finally:
            world.close()


if __name__ == "__main__":
    main()
