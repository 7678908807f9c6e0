"""What the Photos tab says: prices before any work, a photo's journey at each facility, what deleting leaves behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.appeals import AppealWish
from app.domain.gallery import GalleryCard, GalleryPhoto, PhotoReview, PhotoShare, UploadsStanding
from app.domain.prices import PriceLine
from app.domain.profile_photo import PhotoFault, PhotoFaultKind
from app.domain.values import Refusal, StepKind
from app.views import photo_words
from app.views.photo_words import PhotoNotice
from app.widgets import fmt
from app.widgets.journey_words import StepWords, answered_words, rule_words
from app.widgets.photo_marks import count_words
from app.widgets.reason_words import cannot_write_words

translate = QCoreApplication.translate
FEW_NAMES = 3


def price_sentence(line: PriceLine, *, takes_photos: bool) -> str:
    """Beside the buttons of the tab: what a photo costs, said before any trouble is taken."""
    if not takes_photos or line.price_cents is None:
        return ""
    if line.price_cents == 0:
        return translate("Photos", "A photo is free")
    return translate("Photos", "A photo costs {price}, only when approved").format(
        price=fmt.money(line.price_cents)
    )


def names_words(names: Iterable[str]) -> str:
    """Chidi Okafor and Isaac Begay; many are counted."""
    shown = [fmt.isolate(name) for name in names]
    if len(shown) > FEW_NAMES:
        return translate("Photos", "{name} and {count} others").format(name=shown[0], count=len(shown) - 1)
    if len(shown) < 2:
        return shown[0] if shown else ""
    return translate("Photos", "{names} and {last}").format(
        names=translate("Photos", ", ").join(shown[:-1]), last=shown[-1]
    )


def gallery_line(card: GalleryCard) -> str:
    """21 photos · shared with Chidi Okafor and Isaac Begay."""
    parts = [count_words(card.count)]
    if card.shared_with:
        parts.append(translate("Photos", "shared with {names}").format(names=names_words(card.shared_with)))
    return " · ".join(parts)


def uploads_words(standing: UploadsStanding, *, is_online: bool) -> str:
    """What is said of everything on its way up."""
    if not is_online:
        return translate(
            "Photos", "{photos} kept here. They go out by themselves when you are online."
        ).format(photos=count_words(standing.total))
    return translate("Photos", "{photos} on the way · {percent} %").format(
        photos=count_words(standing.total), percent=round(100 * standing.share)
    )


def left_lead(count: int) -> str:
    """How many photos were prepared and not shared."""
    if count == 1:
        return translate("Photos", "1 photo is not shared yet.")
    return translate("Photos", "{photos} are not shared yet.").format(photos=count_words(count))


def left_words(count: int, *, is_kept: bool) -> str:
    """What is kept of them, and how long."""
    if not is_kept:
        return translate("Photos", "Titles and edits stay until you close the program.")
    if count == 1:
        return translate("Photos", "It is kept on this computer, with its title and edit.")
    return translate("Photos", "They are kept on this computer, with titles and edits.")


def edited_lead(count: int) -> str:
    """How many photos were being edited when the editor was closed."""
    if count == 1:
        return translate("Photos", "You were editing a photo.")
    return translate("Photos", "You were editing {photos}.").format(photos=count_words(count))


def edited_words(count: int, *, is_kept: bool) -> str:
    """What is kept of them, and how long."""
    if not is_kept:
        return translate("Photos", "What you changed stays until you close the program.")
    if count == 1:
        return translate("Photos", "It is kept on this computer, with what you changed.")
    return translate("Photos", "They are kept on this computer, with what you changed.")


def share_look(share: PhotoShare) -> StepWords:
    """Icon and colour of the state at one facility, in words."""
    look = answered_words(share.kind, asks=share.asks)
    if share.kind is StepKind.IN_REVIEW:
        return look._replace(words=translate("Photos", "Being looked at now"))
    if share.asks:
        words = translate("Photos", "{facility} offers a changed photo")
        return look._replace(words=words.format(facility=fmt.isolate(share.facility_name)))
    return look


def share_words(share: PhotoShare, now: datetime | None = None) -> str:
    """What stands after the state: its time, what it means for the money, what to expect."""
    parts = [_time(share, now)]
    if share.kind.waits_for_approval:
        parts.append(_expected(share, now))
    if share.asks and share.offer is not None:
        parts.append(translate("Photos", "answer until {time}").format(time=fmt.when(share.offer.until, now)))
    if share.held_cents:
        parts.append(translate("Photos", "{sum} on hold").format(sum=fmt.money(share.held_cents)))
    elif share.paid_cents:
        parts.append(translate("Photos", "{sum} paid").format(sum=fmt.money(share.paid_cents)))
    elif share.price_cents and share.kind in (StepKind.REFUSED, StepKind.WITHDRAWN):
        parts.append(
            translate("Photos", "{sum} is back in your balance").format(sum=fmt.money(share.price_cents))
        )
    return " · ".join(part for part in parts if part)


def refusal_words(share: PhotoShare) -> str:
    """The rule by its number, and what to do."""
    return "" if share.refusal is None else _reason(share.refusal, is_framed=bool(share.regions))


def review_words(review: PhotoReview) -> str:
    """The same of every facility that did not approve it, each once."""
    is_framed = bool(review.marks)
    told = (_reason(each, is_framed=is_framed and each.marks_photo) for each in review.refusals)
    return "\n".join(dict.fromkeys(told))


def _reason(refusal: Refusal, *, is_framed: bool) -> str:
    parts = [rule_words(refusal.rule, refusal.text)]
    if refusal.note:
        parts.append(fmt.isolate(refusal.note))
    if is_framed:
        parts.append(translate("Photos", "The reviewer framed the place."))
    return " ".join(parts)


def appeal_words(share: PhotoShare, now: datetime | None = None) -> str:
    """Where the one appeal stands, with its times; "" without one."""
    return photo_words.appeal_words(share.kind, share.appealed_at, share.refusal, now)


def appeal_wish(photo: GalleryPhoto, share: PhotoShare) -> AppealWish | None:
    """What can be appealed of a photo at one facility; None if nothing can (any more)."""
    refusal = share.refusal
    is_open = share.kind is StepKind.REFUSED and refusal is not None and refusal.can_appeal()
    if not is_open or share.submission_id is None:
        return None
    return AppealWish(
        photo.key,
        share.submission_id,
        share.facility_name,
        refusal_words(share),
        share.price_cents,
        share.promise_hours,
        is_photo=True,
    )


def fault_notice(fault: PhotoFault) -> PhotoNotice:
    """Why a photo stays here, and what can be done."""
    if fault.kind is PhotoFaultKind.FUNDS:
        return PhotoNotice(
            "wait",
            translate("Photos", "{missing} is missing.").format(missing=fmt.money(fault.missing_cents or 0)),
            translate("Photos", "The photo is kept here and goes out as soon as you add funds."),
            translate("Photos", "Add Funds"),
        )
    if fault.kind is PhotoFaultKind.PRICE:
        price = fmt.money(fault.price_cents or 0)
        return PhotoNotice(
            "wait",
            translate("Photos", "The price is {price} by now.").format(price=price),
            translate("Photos", "The photo is kept here until you agree."),
            translate("Photos", "Share for {price}").format(price=price),
        )
    if fault.kind is PhotoFaultKind.PICTURE:
        return PhotoNotice(
            "bad",
            translate("Photos", "This picture was not taken."),
            translate("Photos", "It is kept here. Edit it and share it again."),
            translate("Photos", "Edit and share again"),
        )
    return PhotoNotice(
        "wait",
        translate("Photos", "This photo can't be shared at present."),
        translate("Photos", "It is kept here."),
        translate("Photos", "Try again"),
    )


def reason_words(reason: str, facility: str, since: datetime | None) -> str:
    """Why somebody can't get photos, short enough for a row."""
    if reason == "no_photos_at_facility":
        return translate("Photos", "{facility} takes no photos.").format(facility=fmt.isolate(facility))
    if reason == "not_accepted":
        return translate("Photos", "Not connected yet.")
    if reason == "suspended":
        return translate("Photos", "Can't get photos at present.")
    if reason == "being_moved":
        return translate("Photos", "Being moved. Photos can be shared again after the arrival.")
    if reason in ("declined", "ended", "blocked", "released"):
        return cannot_write_words(reason, facility, since)
    return translate("Photos", "Can't get photos at present.")


def deletion_words(photos: tuple[GalleryPhoto, ...]) -> str:
    """What deleting does, to the money and to those who have the photo already."""
    delivered = sum(photo.was_delivered for photo in photos)
    held = sum(share.held_cents for photo in photos for share in photo.shares)
    parts = []
    if any(photo.can_withdraw for photo in photos):
        parts.append(
            translate(
                "Photos", "What still waits for approval is withdrawn, and {sum} is free again."
            ).format(sum=fmt.money(held))
            if held
            else translate("Photos", "What still waits for approval is withdrawn.")
        )
    if delivered:
        parts.append(
            translate("Photos", "It was delivered already: who has it keeps it.")
            if len(photos) == 1
            else translate("Photos", "{photos} were delivered already: who has them keeps them.").format(
                photos=count_words(delivered)
            )
            if delivered > 1
            else translate("Photos", "1 photo was delivered already: who has it keeps it.")
        )
    parts.append(translate("Photos", "This can't be taken back."))
    return " ".join(parts)


def _time(share: PhotoShare, now: datetime | None) -> str:
    at = next((step.at for step in reversed(share.steps) if step.kind is share.kind), None)
    if at is None:
        return ""
    time = fmt.when(at, now)
    if share.kind.waits_for_approval:
        return translate("Photos", "since {time}").format(time=time)
    return time


def _expected(share: PhotoShare, now: datetime | None) -> str:
    """Measured, else promised; the two are not the same."""
    if share.expected_by is not None:
        return translate("Photos", "usually by {time}").format(time=fmt.when(share.expected_by, now))
    if share.usual_wait_minutes is not None:
        return translate("Photos", "usually within {wait}").format(wait=fmt.wait(share.usual_wait_minutes))
    if share.promise_hours is not None:
        return translate("Photos", "within {hours} h").format(hours=share.promise_hours)
    return ""
