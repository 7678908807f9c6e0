"""The sentences about a connection: where it stands, what happened to it, what a move changed, what asking takes."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from app.domain.people import HistoryStep, MovedInfo
from app.domain.values import ContactInfo, FacilityInfo
from app.widgets import fmt
from app.widgets.reason_words import given_name

translate = QCoreApplication.translate

_LOOKS = {
    "accepted": ("approved", "positive"),
    "waiting_for_facility": ("clock", "waiting"),
    "waiting_for_person": ("clock", "waiting"),
    "declined": ("refused", "refused"),
    "ended": ("withdrawn", "text-muted"),
    "blocked": ("hand", "text-muted"),
}


def state_look(state: str) -> tuple[str, str]:
    """Icon and colour role of a `contract.contacts.ContactState`."""
    return _LOOKS.get(state, ("info", "text-muted"))


def state_words(contact: ContactInfo) -> str:
    """Where the connection stands, and since when."""
    words = {
        "accepted": translate("Contacts", "Connected since {time}"),
        "waiting_for_facility": translate("Contacts", "Waiting for the facility since {time}"),
        "waiting_for_person": translate("Contacts", "Waiting for {name} since {time}"),
        "declined": translate("Contacts", "Declined · {time}"),
        "ended": translate("Contacts", "Ended · {time}"),
        "blocked": translate("Contacts", "Blocked by you · {time}"),
    }.get(contact.state, translate("Contacts", "Since {time}"))
    return words.format(
        name=fmt.isolate(given_name(contact.name)), time=fmt.when(contact.since) if contact.since else "–"
    )


def declined_words(contact: ContactInfo, now: datetime | None = None) -> str:
    """Why, in the words of whoever declined, and when one can ask again."""
    again = ""
    if not can_ask_again(contact, now) and contact.ask_again_from is not None:
        again = translate("Contacts", "You can ask again from {day} on.").format(
            day=fmt.when(contact.ask_again_from, now)
        )
    if not contact.decline_reason:
        return translate("Contacts", "No reason was given. {again}").format(again=again).rstrip()
    return (
        translate("Contacts", "The reason given: “{reason}”. {again}")
        .format(reason=fmt.isolate(contact.decline_reason), again=again)
        .rstrip()
    )


def can_ask_again(contact: ContactInfo, now: datetime | None = None) -> bool:
    """Whether the person can be asked to connect anew, as far as is known here."""
    return contact.ask_again_from is not None and contact.ask_again_from <= (now or datetime.now(UTC))


def ask_again_words(contact: ContactInfo) -> str:
    """The facility's rules and what the person will see, before they are asked anew."""
    said = list(asking_words(contact.facility))
    if contact.facility.asking.takes_requests:
        sees = translate("Contacts", "{name} sees your name and “{relationship}”.")
        name, relationship = fmt.isolate(given_name(contact.name)), fmt.isolate(contact.relationship)
        said.append(sees.format(name=name, relationship=relationship))
    return " ".join(said)


def take_back_words(name: str) -> str:
    """What it means to take a request back, before it is done."""
    return translate(
        "Contacts", "{name} does not see your request any more. You can ask again at any time."
    ).format(name=fmt.isolate(given_name(name)))


def step_words(step: HistoryStep, name: str) -> str:
    """One line of what happened."""
    words = {
        "asked": translate("Contacts", "You asked to be connected"),
        "allowed": translate("Contacts", "The facility allowed it, and {name} was asked"),
        "accepted": translate("Contacts", "{name} accepted"),
        "declined": translate("Contacts", "{name} declined"),
        "declined_by_facility": translate("Contacts", "{facility} declined"),
        "ended": translate("Contacts", "The connection ended"),
        "blocked": translate("Contacts", "You blocked {name}"),
        "unblocked": translate("Contacts", "You ended the block"),
        "moved": translate("Contacts", "{name} was moved to {facility}"),
        "released": translate("Contacts", "{name} was released"),
    }.get(step.kind, translate("Contacts", "Something changed"))
    said = words.format(name=fmt.isolate(given_name(name)), facility=fmt.isolate(step.facility_name))
    if step.reason:
        return translate("Contacts", "{what}: “{reason}”").format(what=said, reason=fmt.isolate(step.reason))
    return said


def moved_words(contact: ContactInfo, moved: MovedInfo) -> str:
    """Where the person is now, what went along, what came back, and what to do next."""
    name = fmt.isolate(given_name(contact.name))
    said = [
        translate(
            "Contacts",
            "You stay connected with {name}, now at {facility}. What was approved before went along.",
        ).format(name=name, facility=fmt.isolate(contact.facility.name))
    ]
    if moved.withdrawn_count == 1:
        said.append(
            translate(
                "Contacts",
                "One thing that was still waiting was withdrawn and {sum} is back in your balance; send it again"
                " if you like.",
            ).format(sum=fmt.money(moved.released_cents))
        )
    elif moved.withdrawn_count:
        said.append(
            translate(
                "Contacts",
                "{count} things that were still waiting were withdrawn and {sum} is back in your balance; send"
                " them again if you like.",
            ).format(count=moved.withdrawn_count, sum=fmt.money(moved.released_cents))
        )
    if contact.facility.has_messages:
        said.append(
            translate("Contacts", "A message costs {price} there.").format(
                price=fmt.money(contact.facility.price_cents)
            )
        )
    return " ".join(said)


def moved_lead(moved: MovedInfo) -> str:
    """That it happened, and when."""
    return translate("Contacts", "Moved from {facility} on {day}.").format(
        facility=fmt.isolate(moved.from_facility), day=fmt.day(moved.at)
    )


def released_words(name: str) -> str:
    """What a release changes."""
    return translate(
        "Contacts",
        "{name} was released. Nothing can be sent there any more; what was still waiting was withdrawn and its money"
        " is back. Everything you wrote to each other stays here to be read.",
    ).format(name=fmt.isolate(given_name(name)))


def waits_words(facility: FacilityInfo) -> str:
    """The measured waits of the last 30 days: half of all, and nine of ten."""
    if facility.usual_wait_minutes is None:
        return translate("Contacts", "Not measured yet: fewer than five decisions in the last 30 days")
    usual = fmt.wait(facility.usual_wait_minutes)
    if facility.long_wait_minutes is None:
        return translate("Contacts", "Half of all within {usual}, over the last 30 days").format(usual=usual)
    return translate(
        "Contacts", "Half of all within {usual}, nine of ten within {long}, over the last 30 days"
    ).format(usual=usual, long=fmt.wait(facility.long_wait_minutes))


def features_words(facility: FacilityInfo) -> str:
    """What the facility has, and what it has not."""
    names = (
        (facility.has_messages, translate("Contacts", "messages")),
        (facility.has_replies, translate("Contacts", "answers")),
        (facility.has_reply_photos, translate("Contacts", "photos in answers")),
        (facility.has_news, translate("Contacts", "news")),
        (facility.has_photos, translate("Contacts", "photos")),
        (facility.has_profile_photos, translate("Contacts", "profile photos")),
    )
    has = ", ".join(name for is_on, name in names if is_on)
    lacks = ", ".join(name for is_on, name in names if not is_on)
    if not has:
        return translate("Contacts", "Nothing at present")
    if not lacks:
        return has[:1].upper() + has[1:]
    return translate("Contacts", "{has}; not {lacks}").format(has=has[:1].upper() + has[1:], lacks=lacks)


def prices_words(facility: FacilityInfo) -> str:
    """What each thing costs there."""
    said = []
    if facility.has_messages:
        said.append(translate("Contacts", "message {price}").format(price=fmt.money(facility.price_cents)))
    if facility.has_news:
        said.append(translate("Contacts", "post {price}").format(price=fmt.money(facility.status_cents)))
    if facility.has_photos:
        said.append(translate("Contacts", "photo {price}").format(price=fmt.money(facility.photo_cents)))
    if facility.has_profile_photos:
        price = fmt.money(facility.profile_photo_cents)
        said.append(translate("Contacts", "profile photo {price}").format(price=price))
    if facility.has_replies:
        said.append(translate("Contacts", "an answer costs you nothing"))
    line = ", ".join(said)
    return line[:1].upper() + line[1:] if line else "–"


def asking_words(facility: FacilityInfo) -> tuple[str, ...]:
    """What a facility says about asking, before anybody asks; one sentence each."""
    rules = facility.asking
    if not rules.takes_requests:
        return (translate("Contacts", "This facility takes no requests to connect at present."),)
    said = []
    if rules.who:
        said.append(translate("Contacts", "Who may ask: {who}").format(who=fmt.isolate(rules.who)))
    said.append(
        translate("Contacts", "The facility looks at a request first, then the person answers it.")
        if facility.approves_contacts
        else translate("Contacts", "The person answers a request themselves.")
    )
    if rules.most_per_person is not None:
        said.append(
            translate("Contacts", "A person here may have {count} connections at most.").format(
                count=rules.most_per_person
            )
        )
    if rules.most_per_family is not None:
        said.append(
            translate("Contacts", "You may be connected with {count} people here at most.").format(
                count=rules.most_per_family
            )
        )
    return tuple(said)


def end_words(name: str) -> str:
    """What ending a connection means, before it is done."""
    return translate(
        "Contacts",
        "Nothing more goes between you and {name}. What waits is withdrawn and its money is back at once. What was"
        " written stays here to be read, and you can ask to be connected again.",
    ).format(name=fmt.isolate(given_name(name)))


def block_words(name: str) -> str:
    """What a block means, before it is done."""
    return translate(
        "Contacts",
        "Nothing more goes either way, and {name} is not told. What waits is withdrawn and its money is back at once."
        " You can end the block at any time.",
    ).format(name=fmt.isolate(given_name(name)))
