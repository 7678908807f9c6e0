"""What is said of a changed photo that is offered: what was changed, why, what a yes or no means, what came of it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.offers import Offered, PhotoOffer
from app.views import gallery_words
from app.widgets import fmt
from app.widgets.journey_words import rule_words

translate = QCoreApplication.translate


def lead_words(offered: Offered) -> str:
    """What this is, in one sentence."""
    place = fmt.isolate(offered.facility_name)
    if offered.offer.is_accepted:
        words = translate("Offer", "{facility} passes on the changed photo, as you accepted it.")
    elif not offered.offer.waits:
        words = translate("Offer", "{facility} had offered this changed photo.")
    elif offered.is_post:
        words = translate(
            "Offer",
            "{facility} can't pass on your post with this photo as it is, and offers this changed photo instead.",
        )
    else:
        words = translate(
            "Offer", "{facility} can't pass on your photo as it is, and offers this changed one instead."
        )
    return words.format(facility=place)


def changed_words(offer: PhotoOffer) -> str:
    """What was done to the photo."""
    if not offer.boxes:
        return translate("Offer", "Its edges are cut off; nothing else is changed.")
    if offer.boxes == 1:
        covered = translate("Offer", "One part of it is covered")
    else:
        covered = translate("Offer", "{count} parts of it are covered").format(count=offer.boxes)
    rest = translate("Offer", "its edges are cut off") if offer.is_cut else ""
    return (
        translate("Offer", "{covered}, and {cut}.").format(covered=covered, cut=rest)
        if rest
        else f"{covered}."
    )


def why_words(offer: PhotoOffer) -> str:
    """The rule, and the reviewer's sentence."""
    note = fmt.isolate(offer.note) if offer.note else ""
    return " ".join(part for part in (rule_words(offer.rule, offer.text), note) if part)


def yes_words(offered: Offered) -> str:
    """What accepting does."""
    who = gallery_words.names_words(offered.names)
    if offered.is_post:
        words = translate(
            "Offer",
            "Accept: your words, unchanged, and exactly this photo go to your contacts at {facility}, without another"
            " review.",
        )
    elif len(offered.names) > 1:
        words = translate("Offer", "Accept: {names} get exactly this photo, without another review.")
    elif offered.names:
        words = translate("Offer", "Accept: {names} gets exactly this photo, without another review.")
    else:
        words = translate("Offer", "Accept: exactly this photo is delivered, without another review.")
    words = words.format(names=who, facility=fmt.isolate(offered.facility_name))
    if not offered.price_cents:
        return words
    paid = translate("Offer", "Only then {price} is paid.").format(price=fmt.money(offered.price_cents))
    return f"{words} {paid}"


def no_words(offered: Offered) -> str:
    """What declining does."""
    if offered.is_post:
        words = translate(
            "Offer",
            "Decline: your post, words and photo, counts as not approved there. You can edit it and send it again,"
            " also without the photo, or appeal.",
        )
    else:
        words = translate(
            "Offer",
            "Decline: your photo counts as not approved. You can edit it and share it again, or appeal.",
        )
    if not offered.price_cents:
        return words
    back = translate("Offer", "{price} is back in your balance at once.")
    return f"{words} {back.format(price=fmt.money(offered.price_cents))}"


def until_words(offer: PhotoOffer, now: datetime | None = None) -> str:
    """Until when there is time, and what happens then."""
    return translate("Offer", "You can answer until {time}. After that it is as if you had declined.").format(
        time=fmt.when(offer.until, now)
    )


def after_words(offer: PhotoOffer, now: datetime | None = None) -> str:
    """What came of an offer, where the state does not say it; "" while there is nothing to say."""
    at = fmt.when(offer.answered_at or offer.until, now)
    words = {
        "accepted": translate(
            "Offer", "You accepted the changed photo ({time}); it is what people there get."
        ),
        "declined": translate("Offer", "You declined the changed photo ({time})."),
        "lapsed": translate("Offer", "The changed photo was offered until {time}, and not answered."),
    }.get(offer.outcome, "")
    return words.format(time=at)


def look_words(offer: PhotoOffer) -> str:
    """What opens the two pictures; "" where there is nothing to look at any more."""
    if offer.waits:
        return translate("Offer", "Look at it and answer")
    return translate("Offer", "See the changed photo") if offer.is_accepted else ""
