"""The three facilities of the demo world: their features, prices, rules, and reasons for not approving."""

from __future__ import annotations

from typing import Final

from contract.facilities import ContactRules, Feature, Prices, Rule
from server.demo.people import CEDAR_RIDGE, HARBOR_POINT, LAKEVIEW
from server.services.facilities import NewFacility
from server.store.tables.facilities import Reason

PHONE_NUMBERS: Final = "phone_numbers"
PHOTO_CONTENT: Final = "photo_content"

WORD_LISTS: Final = (
    (CEDAR_RIDGE, "Phone numbers", "6", "###-####\nhis new number\nher new number"),
    (CEDAR_RIDGE, "Accounts and cards", "7", "card number\npassword*\naccount number"),
    (HARBOR_POINT, "Handing on", "B2", "pass this on\ntell the others\nfor all of you"),
)
"""Facility, name, rule, words: each holds for attention, and refuses nothing."""


def facilities() -> tuple[NewFacility, ...]:
    """To be added, in this order."""
    return (_cedar_ridge(), _harbor_point(), _lakeview())


def _cedar_ridge() -> NewFacility:
    return NewFacility(
        name=CEDAR_RIDGE,
        city="Cedar Ridge",
        region="Colorado",
        time_zone="America/Denver",
        features=(
            Feature.MESSAGES,
            Feature.NEWS,
            Feature.PHOTOS,
            Feature.PROFILE_PHOTOS,
            Feature.REPLIES,
            Feature.REPLY_PHOTOS,
        ),
        prices=Prices(message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=0),
        promise_hours=48,
        contact_rules=ContactRules(who="Adults whom the person here has named.", most_per_person=20),
        release_delay_s=0,
        rules=(
            Rule(number="1", text="No threats and no insults."),
            Rule(
                number="2", text="Nothing that plans or praises breaking the law or the rules of the house."
            ),
            Rule(number="3", text="Nothing sexual."),
            Rule(number="4", text="No messages to be handed on to other people here."),
            Rule(number="5", text="No codes and no secret writing."),
            Rule(
                number="6",
                text="No phone numbers of others. Say whose number it is; it can be added to a call list.",
            ),
            Rule(number="7", text="No account numbers, passwords or card numbers."),
            Rule(number="8", text="Photos show faces clearly: no hand signs, no uniforms, no alcohol."),
        ),
        reasons=(
            Reason(
                code="threats",
                rule="1",
                title="Threats or insults",
                text="No threats and no insults. Say it without them.",
            ),
            Reason(
                code="plans",
                rule="2",
                title="Breaking the law or the rules",
                text="Nothing about breaking the law or the rules of the house. Leave the marked part out.",
            ),
            Reason(
                code="sexual",
                rule="3",
                title="Sexual content",
                text="Nothing sexual. Leave the marked part out.",
            ),
            Reason(
                code="third_party",
                rule="4",
                title="To be handed on to others",
                text="No messages to be handed on. Write to the person yourself.",
            ),
            Reason(
                code="codes",
                rule="5",
                title="Codes or secret writing",
                text="No codes. Write it in plain words.",
            ),
            Reason(
                code=PHONE_NUMBERS,
                rule="6",
                title="Phone numbers of others",
                text="No phone numbers of others. Take out the marked part.",
            ),
            Reason(
                code="accounts",
                rule="7",
                title="Accounts, passwords, cards",
                text="No account numbers, passwords or card numbers. Take out the marked part.",
            ),
            Reason(
                code=PHOTO_CONTENT,
                rule="8",
                title="Something in the photo",
                text="No hand signs, no uniforms, no alcohol. Crop the marked part out, or take another photo.",
            ),
        ),
    )


def _harbor_point() -> NewFacility:
    return NewFacility(
        name=HARBOR_POINT,
        city="Port Ellery",
        region="Washington",
        time_zone="America/Los_Angeles",
        features=(Feature.MESSAGES, Feature.PHOTOS, Feature.REPLIES),
        prices=Prices(message_cents=30, photo_cents=40, status_cents=30, profile_photo_cents=0),
        promise_hours=24,
        sender_sees_pending=True,
        release_delay_s=0,
        approves_contacts=True,
        rules=(
            Rule(number="A1", text="Be kind: no threats, no insults."),
            Rule(number="A2", text="Nothing that helps anybody break the law or leave the house."),
            Rule(number="B1", text="No phone numbers and no addresses of other people."),
            Rule(number="B2", text="Write to one person at a time: nothing to be handed on."),
        ),
        reasons=(
            Reason(
                code="unkind",
                rule="A1",
                title="Threats or insults",
                text="No threats and no insults. Say it without them.",
            ),
            Reason(
                code="unsafe",
                rule="A2",
                title="Not safe for the house",
                text="Nothing that helps anybody break the law or leave the house.",
            ),
            Reason(
                code="addresses",
                rule="B1",
                title="Numbers or addresses of others",
                text="No phone numbers and no addresses of other people. Take out the marked part.",
            ),
            Reason(
                code="handing_on",
                rule="B2",
                title="To be handed on to others",
                text="Nothing to be handed on. Write to the person yourself.",
            ),
        ),
    )


def _lakeview() -> NewFacility:
    return NewFacility(
        name=LAKEVIEW,
        city="Lakeview",
        region="Iowa",
        time_zone="America/Chicago",
        features=(),
        release_delay_s=0,
        rules=(Rule(number="1", text="Visits are booked by telephone, two days ahead."),),
    )
