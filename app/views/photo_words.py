"""What My Account says of the profile photo: where it stands, since when, what it means for the money, what to do."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.domain.appeals import AppealWish
from app.domain.prices import PriceLine
from app.domain.profile_photo import (
    PhotoFault,
    PhotoFaultKind,
    PhotoOnItsWay,
    PhotoPart,
    ProfilePhotoStanding,
    UploadProgress,
)
from app.domain.values import Refusal, StepKind
from app.widgets import fmt
from app.widgets.journey_words import StepWords, rule_words, step_words
from app.widgets.journey_words import appeal_words as second_look_words
from app.widgets.notice import NoticeRole

translate = QCoreApplication.translate


class PhotoNotice(NamedTuple):
    """What needs the member; `action` is what its button does."""

    kind: NoticeRole
    lead: str
    text: str
    action: str = ""


def caption(newest: PhotoOnItsWay, progress: UploadProgress | None, *, is_online: bool) -> StepWords:
    """Below the photo that is not shown yet: one or two words."""
    if newest.kind is StepKind.QUEUED:
        if progress is not None and progress.key == newest.key:
            share = translate("ProfilePhoto", "Sending {share} %").format(share=round(100 * progress.share))
            return StepWords("upload", share, "text")
        if is_online and newest.again_at is None:
            return StepWords("queued", translate("ProfilePhoto", "Goes out now"), "text")
        return StepWords("queued", translate("ProfilePhoto", "Kept here"), "text")
    if newest.kind is StepKind.PENDING:
        return StepWords("clock", translate("ProfilePhoto", "Waiting"), "waiting")
    if newest.kind is StepKind.IN_REVIEW:
        return StepWords("review", translate("ProfilePhoto", "Being looked at"), "waiting")
    if newest.kind is StepKind.WITHDRAWN and newest.is_here_only:
        return StepWords("withdrawn", translate("ProfilePhoto", "Not sent"), "text")
    return step_words(newest.kind)


def sentence(standing: ProfilePhotoStanding, *, is_online: bool, now: datetime | None = None) -> str:
    """One sentence for the whole: what happened, and what happens next."""
    newest = standing.newest
    if newest is None:
        if standing.shown is not None:
            return ""
        return translate(
            "ProfilePhoto",
            "A photo shows your loved ones who writes. It is shown once a facility approved it.",
        )
    if newest.kind is StepKind.QUEUED:
        return _queued_words(newest.again_at, now, is_online=is_online)
    if newest.kind.waits_for_approval:
        return _appealed_words(newest, now) or _waiting_words(standing, newest, now)
    if newest.kind is StepKind.WITHDRAWN:
        return _withdrawn_words(newest, now)
    if newest.kind in (StepKind.APPROVED, StepKind.DELIVERED, StepKind.OPENED) and len(newest.parts) == 1:
        return " ".join(
            each for each in (part_words(newest.parts[0], now), _appealed_words(newest, now)) if each
        )
    if newest.kind is StepKind.REFUSED:
        return _appealed_words(newest, now)
    return ""


def part_words(part: PhotoPart, now: datetime | None = None) -> str:
    """The state at one facility, with its time and what it means for the money."""
    at = next((step.at for step in reversed(part.steps) if step.kind is part.kind), None)
    parts = [_state(part.kind)]
    if at is not None:
        time = fmt.when(at, now)
        waits = part.kind.waits_for_approval
        parts.append(translate("ProfilePhoto", "since {time}").format(time=time) if waits else time)
    if part.kind.waits_for_approval:
        parts.append(_wait_words(part))
    if part.held_cents:
        parts.append(translate("ProfilePhoto", "{sum} on hold").format(sum=fmt.money(part.held_cents)))
    elif part.paid_cents:
        parts.append(translate("ProfilePhoto", "{sum} paid").format(sum=fmt.money(part.paid_cents)))
    elif part.price_cents and part.kind in (StepKind.REFUSED, StepKind.WITHDRAWN):
        parts.append(
            translate("ProfilePhoto", "{sum} is back in your balance").format(sum=fmt.money(part.price_cents))
        )
    return " · ".join(each for each in parts if each)


def part_look(part: PhotoPart) -> StepWords:
    """Icon and colour of the state at one facility; the words name the facility."""
    look = step_words(part.kind)
    return StepWords(look.icon, fmt.isolate(part.facility_name), look.role)


def refusal_words(part: PhotoPart) -> str:
    """The rule by its number, and what to change."""
    if part.refusal is None:
        return ""
    words = rule_words(part.refusal.rule, part.refusal.text)
    if part.refusal.note:
        return f"{words} {fmt.isolate(part.refusal.note)}"
    if part.regions:
        marked = translate("ProfilePhoto", "Look at the marked part, then send another one.")
        return f"{words} {marked}"
    return words


def appeal_words(
    kind: StepKind, at: datetime | None, refusal: Refusal | None, now: datetime | None = None
) -> str:
    """Where the one appeal for a photo stands, asked for at `at`, with its times; "" without one."""
    if at is None:
        return ""
    appeal = None if refusal is None else refusal.appeal
    if kind is StepKind.REFUSED and appeal is not None:
        return second_look_words(appeal, is_photo=True)
    if kind.waits_for_approval:
        words = translate(
            "Photos", "Appealed {time}. Somebody who did not decide the first time looks at it again."
        )
    elif kind is StepKind.WITHDRAWN:
        words = translate("Photos", "You appealed {time}, and took it back.")
    else:
        words = translate("Photos", "Approved by somebody else after your appeal of {time}.")
    return words.format(time=fmt.when(at, now))


def appeals(newest: PhotoOnItsWay | None, now: datetime | None = None) -> list[tuple[str, AppealWish]]:
    """What can be appealed of the newest photo, with what its button says: one for each facility that refused it."""
    if newest is None or newest.is_withdrawn:
        return []
    open_parts = [
        (part, part.refusal)
        for part in newest.parts
        if part.kind is StepKind.REFUSED and part.refusal is not None and part.refusal.can_appeal(now)
    ]
    found = []
    for part, refusal in open_parts:
        day = fmt.day(refusal.appeal_until, now)
        words = translate("ProfilePhoto", "Appeal until {day}").format(day=day)
        if len(newest.parts) > 1:
            words = translate("ProfilePhoto", "{facility}: {words}").format(
                facility=fmt.isolate(part.facility_name), words=words
            )
        wish = AppealWish(
            newest.key,
            part.submission_id,
            part.facility_name,
            refusal_words(part),
            part.price_cents,
            part.promise_hours,
            is_photo=True,
            is_profile=True,
        )
        found.append((words, wish))
    return found


def notice(
    standing: ProfilePhotoStanding, progress: UploadProgress | None = None, now: datetime | None = None
) -> PhotoNotice | None:
    """What needs the member, if something does."""
    newest = standing.newest
    if newest is None or progress is not None:
        return None
    if newest.fault is not None:
        return _fault_notice(newest.fault)
    if standing.waits_for_wish:
        price = fmt.money(standing.price_cents or 0)
        return PhotoNotice(
            "info",
            translate("ProfilePhoto", "You have a contact now."),
            translate("ProfilePhoto", "The photo goes there when you wish."),
            translate("ProfilePhoto", "Send for {price}").format(price=price),
        )
    came_back = refusal_notice(standing, now)
    if came_back is not None:
        return came_back
    if newest.kind is StepKind.WITHDRAWN:
        return PhotoNotice(
            "info",
            "",
            translate("ProfilePhoto", "You can change this photo and send it again."),
            translate("ProfilePhoto", "Edit and send again"),
        )
    return None


def refusal_notice(standing: ProfilePhotoStanding, now: datetime | None = None) -> PhotoNotice | None:
    """Why the newest photo came back, from wherever it did."""
    parts = () if standing.newest is None else standing.newest.parts
    refused = [part for part in parts if part.kind is StepKind.REFUSED]
    if not refused:
        return None
    lines = [
        refusal_words(part)
        if len(parts) == 1
        else translate("ProfilePhoto", "{facility}: {words}").format(
            facility=fmt.isolate(part.facility_name), words=refusal_words(part)
        )
        for part in refused
    ]
    state = part_words(refused[0], now) if len(parts) == 1 else _state(StepKind.REFUSED)
    lead = translate("ProfilePhoto", "{state}.").format(state=state)
    again = translate("ProfilePhoto", "Edit and send again")
    return PhotoNotice("bad", lead, "\n".join(dict.fromkeys(lines)), again)


def price_sentence(standing: ProfilePhotoStanding, line: PriceLine) -> str:
    """What a new photo costs, where, and when; empty while that is not known."""
    if not standing.is_known:
        return ""
    if not standing.reached:
        return translate("ProfilePhoto", "A new photo waits until you have a contact, and then goes there.")
    if not line.price_cents:
        return translate("ProfilePhoto", "A new photo is free.")
    price = fmt.money(line.price_cents)
    if len(standing.reached) == 1:
        return translate("ProfilePhoto", "A new photo costs {price}, only when approved.").format(price=price)
    each = translate("ProfilePhoto", ", ").join(
        f"{fmt.isolate(place.name)} {fmt.money(place.price_cents)}" for place in standing.reached
    )
    words = translate("ProfilePhoto", "A new photo costs {price}, only where it is approved: {each}.")
    return words.format(price=price, each=each)


def funds_notice(line: PriceLine) -> PhotoNotice:
    """Said before a camera or a file chooser opens."""
    words = translate("ProfilePhoto", "A new photo costs {price} and your balance has {balance} for it.")
    return PhotoNotice(
        "wait",
        translate("ProfilePhoto", "{missing} is missing.").format(missing=fmt.money(line.missing_cents)),
        words.format(price=fmt.money(line.price_cents or 0), balance=fmt.money(line.balance_cents or 0)),
        translate("ProfilePhoto", "Add Funds"),
    )


def _queued_words(again_at: datetime | None, now: datetime | None, *, is_online: bool) -> str:
    if is_online and again_at is not None:
        words = translate(
            "ProfilePhoto",
            "Many photos were sent from this account. The new one is kept here and goes out by itself at {time}.",
        )
        return words.format(time=fmt.when(again_at, now))
    if is_online:
        return translate(
            "ProfilePhoto", "The new photo is on its way. It is kept on this computer until then."
        )
    return translate(
        "ProfilePhoto", "The new photo is kept on this computer. It goes out by itself when you are online."
    )


def _waiting_words(standing: ProfilePhotoStanding, newest: PhotoOnItsWay, now: datetime | None) -> str:
    if standing.waits_for_wish:
        return translate("ProfilePhoto", "Your photo is kept at the service; nobody looks at it yet.")
    if not newest.parts:
        return translate(
            "ProfilePhoto", "The new photo waits for your first contact; then the facility looks at it."
        )
    time = _sent_words(newest.at, now)
    wait = _wait_words(newest.parts[0]) if len(newest.parts) == 1 else ""
    if standing.shown is None:
        words = translate(
            "ProfilePhoto", "Your photo was sent {time}. It is shown once it is approved, {wait}."
        )
        plain = translate("ProfilePhoto", "Your photo was sent {time}. It is shown once it is approved.")
    else:
        words = translate(
            "ProfilePhoto", "The new photo was sent {time}. The old one stays until it is approved, {wait}."
        )
        plain = translate(
            "ProfilePhoto", "The new photo was sent {time}. The old one stays until it is approved."
        )
    return words.format(time=time, wait=wait) if wait else plain.format(time=time)


def _appealed_words(newest: PhotoOnItsWay, now: datetime | None) -> str:
    """Where each appeal stands; "" while a facility has not looked at it for the first time."""
    appealed = [part for part in newest.parts if part.appealed_at is not None]
    if not appealed or (newest.kind.waits_for_approval and newest.kind is not StepKind.APPEALED):
        return ""
    told = []
    for part in appealed:
        words = appeal_words(part.kind, part.appealed_at, part.refusal, now)
        if part.kind is StepKind.APPEALED and part.promise_hours is not None:
            promised = translate("ProfilePhoto", "{facility} promises to decide within {hours} h.")
            promise = promised.format(facility=fmt.isolate(part.facility_name), hours=part.promise_hours)
            words = f"{words} {promise}"
        if len(newest.parts) > 1:
            words = translate("ProfilePhoto", "{facility}: {words}").format(
                facility=fmt.isolate(part.facility_name), words=words
            )
        told.append(words)
    return "\n".join(told)


def _withdrawn_words(newest: PhotoOnItsWay, now: datetime | None) -> str:
    if newest.is_here_only:
        return translate(
            "ProfilePhoto", "You took this photo back. It was not sent, and nothing was charged."
        )
    return translate(
        "ProfilePhoto", "You withdrew the photo that was sent {time}. Nothing was charged."
    ).format(time=_sent_words(newest.at, now))


def _sent_words(at: datetime, now: datetime | None) -> str:
    """Today at 09:14, yesterday 19:30, 18 Nov: as part of a sentence."""
    if fmt.local(at).date() == fmt.today(now):
        return translate("ProfilePhoto", "today at {time}").format(time=fmt.clock(at))
    return fmt.when(at, now)


def _wait_words(part: PhotoPart) -> str:
    """Measured, else promised; the two are not the same."""
    if part.usual_wait_minutes is not None:
        return translate("ProfilePhoto", "usually within {wait}").format(
            wait=fmt.wait(part.usual_wait_minutes)
        )
    if part.promise_hours is not None:
        return translate("ProfilePhoto", "within {hours} h").format(hours=part.promise_hours)
    return ""


def _state(kind: StepKind) -> str:
    if kind is StepKind.IN_REVIEW:
        return translate("ProfilePhoto", "Being looked at now")
    if kind is StepKind.DELIVERED:
        return translate("ProfilePhoto", "Approved and shown")
    return step_words(kind).words


def _fault_notice(fault: PhotoFault) -> PhotoNotice:
    again = translate("ProfilePhoto", "Send again")
    if fault.kind is PhotoFaultKind.FUNDS:
        return PhotoNotice(
            "wait",
            translate("ProfilePhoto", "{missing} is missing.").format(
                missing=fmt.money(fault.missing_cents or 0)
            ),
            translate("ProfilePhoto", "The photo is kept here and goes out as soon as you add funds."),
            translate("ProfilePhoto", "Add Funds"),
        )
    if fault.kind is PhotoFaultKind.PRICE:
        price = fmt.money(fault.price_cents or 0)
        return PhotoNotice(
            "wait",
            translate("ProfilePhoto", "The price is {price} by now.").format(price=price),
            translate("ProfilePhoto", "The photo is kept here until you agree."),
            translate("ProfilePhoto", "Send for {price}").format(price=price),
        )
    if fault.kind is PhotoFaultKind.PICTURE:
        return PhotoNotice(
            "bad",
            translate("ProfilePhoto", "This picture was not taken."),
            translate("ProfilePhoto", "It is kept here. Edit it, or choose another one."),
            translate("ProfilePhoto", "Edit and send again"),
        )
    if fault.kind is PhotoFaultKind.KEY:
        return PhotoNotice(
            "wait",
            translate("ProfilePhoto", "Another photo was sent in its place."),
            translate("ProfilePhoto", "This one is kept here; look at both before you send it."),
            again,
        )
    return PhotoNotice(
        "wait",
        translate("ProfilePhoto", "Photos can't be sent at present."),
        translate("ProfilePhoto", "This one is kept here."),
        again,
    )
