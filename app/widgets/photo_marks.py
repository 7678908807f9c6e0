"""What stands on a photo's or below a gallery's tile: one state in words, icon and colour, the worst one first."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.gallery import GalleryCard, GalleryPhoto
from app.domain.values import StepKind
from app.widgets import fmt
from app.widgets.journey_words import StepWords, step_words

translate = QCoreApplication.translate
_MANY = 888


def photo_mark(
    photo: GalleryPhoto, *, is_online: bool = True, now: datetime | None = None
) -> StepWords | None:
    """The badge of a photo; None for one that a contact sent."""
    kind = photo.kind
    if photo.from_name is not None and kind is None:
        return None
    if kind is None:
        return StepWords("lock", translate("PhotoMark", "Only you"), "text-muted")
    look = step_words(kind)
    if kind is StepKind.PENDING and photo.kind_at is not None:
        words = translate("PhotoMark", "Waiting · since {time}").format(
            time=fmt.when_short(photo.kind_at, now)
        )
        return look._replace(words=words)
    if kind is StepKind.PENDING:
        return look._replace(words=translate("PhotoMark", "Waiting"))
    if kind is StepKind.IN_REVIEW:
        return look._replace(words=translate("PhotoMark", "Being looked at now"))
    if kind is StepKind.QUEUED:
        return look._replace(words=kept_words(is_online=is_online))
    if kind is StepKind.OFFERED and not photo.asks:
        return StepWords("approved", translate("PhotoMark", "Accepted, goes out in a moment"), "positive")
    if kind is StepKind.OFFERED:
        return look._replace(words=translate("PhotoMark", "Please answer"))
    return look


def kept_words(*, is_online: bool) -> str:
    """Of a photo that is still here."""
    if is_online:
        return translate("PhotoMark", "Kept here, next in line")
    return translate("PhotoMark", "Kept here until online")


def count_words(count: int) -> str:
    """12 photos."""
    if count == 1:
        return translate("PhotoMark", "1 photo")
    return translate("PhotoMark", "{count} photos").format(count=count)


def gallery_mark(card: GalleryCard) -> StepWords:
    """The worst state in a gallery, and of how many photos."""
    if card.count == 0:
        return StepWords("info", translate("PhotoMark", "Nothing in it yet"), "text-muted")
    if card.is_received:
        return StepWords("users", translate("PhotoMark", "From your contacts"), "text-muted")
    kind = card.kind
    if kind is None:
        return StepWords("lock", translate("PhotoMark", "Only you, not shared yet"), "text-muted")
    look = step_words(kind)
    several = card.kind_count != 1
    words = {
        StepKind.QUEUED: translate("PhotoMark", "{count} kept here, on the way"),
        StepKind.FAILED: translate("PhotoMark", "{count} not sent, see why"),
        StepKind.PENDING: translate("PhotoMark", "{count} waiting for approval"),
        StepKind.IN_REVIEW: translate("PhotoMark", "{count} waiting for approval"),
        StepKind.APPEALED: translate("PhotoMark", "{count} appealed"),
        StepKind.OFFERED: translate("PhotoMark", "{count} offered changed, please answer"),
        StepKind.REFUSED: translate("PhotoMark", "{count} not approved"),
        StepKind.WITHDRAWN: translate("PhotoMark", "{count} withdrawn"),
        StepKind.APPROVED: translate("PhotoMark", "All approved") if several else look.words,
        StepKind.DELIVERED: translate("PhotoMark", "All delivered") if several else look.words,
        StepKind.OPENED: translate("PhotoMark", "All opened") if several else look.words,
    }.get(kind, look.words)
    return look._replace(words=words.format(count=card.kind_count))


def any_gallery_marks() -> tuple[StepWords, ...]:
    """Every state that a gallery can be in, with a count that takes more room than any that is likely."""
    kinds = (None, *StepKind)
    cards = [GalleryCard("g", "", _MANY, kind=kind, kind_count=_MANY) for kind in kinds]
    return tuple(
        gallery_mark(card)
        for card in (*cards, GalleryCard("g", "", 0), GalleryCard("g", "", _MANY, is_received=True))
    )


def spoken_gallery(card: GalleryCard) -> str:
    """Sofi's first winter, 12 photos. 2 waiting for approval."""
    if not card.gallery_id:
        return card.name
    return f"{card.name}, {count_words(card.count)}. {gallery_mark(card).words}"


def spoken_photo(photo: GalleryPhoto) -> str:
    """Grandpa's car, washed. Not approved. 14:02."""
    mark = photo_mark(photo)
    who = (
        "" if photo.from_name is None else translate("PhotoMark", "From {name}").format(name=photo.from_name)
    )
    parts = (photo.title, who, "" if mark is None else mark.words, fmt.when_short(photo.at))
    return ". ".join(part for part in parts if part)
