"""The sentences of the News tab: whom a post reaches and whom not, why it can't be posted, how it stands where."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.appeals import AppealWish
from app.domain.posts import LeftOut, PostAudience, PostFault, PostFaultKind, PostItem, PostPartItem
from app.domain.prices import PriceLine
from app.domain.values import BlockKind, SendBlock, StepKind
from app.views.writing_words import too_long_words
from app.widgets import fmt
from app.widgets.journey_words import StepWords, answered_words, rule_words, step_words
from app.widgets.journey_words import appeal_words as second_look_words

translate = QCoreApplication.translate
_PASSED_ON = (StepKind.APPROVED, StepKind.DELIVERED, StepKind.OPENED)
NAMED = 6
"""So many names stand in a line; the rest is a number."""


def people_words(names: tuple[str, ...]) -> str:
    """Mateo Rivera, Chidi Okafor and 3 more."""
    shown = ", ".join(fmt.isolate(name) for name in names[:NAMED])
    rest = len(names) - NAMED
    if rest <= 0:
        return shown
    return translate("News", "{names} and {count} more").format(names=shown, count=rest)


def reach_words(audience: PostAudience) -> str:
    """3 people at 2 facilities."""
    people, places = audience.people_count, len(audience.places)
    if people == 1:
        return translate("News", "1 person")
    if places == 1:
        return translate("News", "{count} people").format(count=people)
    return translate("News", "{count} people at {places} facilities").format(count=people, places=places)


def reviews_words(audience: PostAudience, after_cents: int | None) -> str:
    """How often it is read, what is charged when, and what is left then."""
    if len(audience.places) == 1:
        reads = translate("News", "The facility reads it first; what is not approved is not charged.")
    else:
        reads = translate(
            "News",
            "It is read {count} times, once at each facility. Each approves it for itself; what is not approved is"
            " not charged.",
        ).format(count=len(audience.places))
    if after_cents is None or after_cents < 0:
        return reads
    left = translate("News", "Balance after posting {sum}.").format(sum=fmt.dollars(after_cents))
    return f"{left} {reads}"


def left_out_words(one: LeftOut) -> str:
    """Why somebody will not get it, in one sentence."""
    if one.since is not None and one.reason in ("being_moved", "suspended"):
        words = {
            "being_moved": translate("News", "Is being moved since {day}."),
            "suspended": translate("News", "Can't get anything since {day}."),
        }[one.reason]
        return words.format(day=fmt.day(one.since))
    if one.reason == "no_news_at_facility":
        return translate("News", "{facility} has no news.").format(facility=fmt.isolate(one.facility_name))
    if one.reason == "no_photos_at_facility":
        words = translate("News", "{facility} takes no photos. Without the photo they would get it.")
        return words.format(facility=fmt.isolate(one.facility_name))
    words_of = {
        "not_accepted": translate("News", "Has not answered your request to connect yet."),
        "suspended": translate("News", "Can't get anything at present."),
        "being_moved": translate("News", "Is being moved."),
        "released": translate("News", "Was released."),
    }
    return words_of.get(one.reason, translate("News", "Can't be reached at present."))


def photo_cost_words(line: PriceLine, *, is_known: bool) -> str:
    """What the post would cost with a photo, before anybody takes the trouble."""
    if not is_known:
        return ""
    if line.price_cents is None:
        return translate("News", "Nobody on your contact list can get a photo now.")
    price = fmt.money(line.price_cents)
    if line.missing_cents:
        words = translate("News", "With one photo it costs {price}: {missing} is missing.")
        return words.format(price=price, missing=fmt.money(line.missing_cents))
    words = translate("News", "With one photo it costs {price}. You can also drop or paste it here.")
    return words.format(price=price)


def block_words(block: SendBlock, audience: PostAudience) -> str:
    """Why Post is off."""
    if block.kind is BlockKind.TOO_LONG:
        return too_long_words(block.over or 0)
    if block.kind is BlockKind.FUNDS:
        return translate(
            "News", "This post costs {price} and your balance is {balance}. Your draft is kept here."
        ).format(price=fmt.money(block.price_cents or 0), balance=fmt.dollars(block.balance_cents or 0))
    if block.kind is BlockKind.PRICE_CHANGED:
        return translate(
            "News", "It goes to {reach} now and costs {price}; it was {old}. Your draft is kept."
        ).format(
            reach=reach_words(audience),
            price=fmt.money(block.price_cents or 0),
            old=fmt.money(block.old_price_cents or 0),
        )
    return {
        BlockKind.EMPTY: translate("News", "Write something first."),
        BlockKind.CANNOT_WRITE: translate(
            "News", "Nobody on your contact list can get it now. You can write meanwhile; the draft is kept."
        ),
        BlockKind.TOO_MANY_BYTES: translate(
            "News", "This needs more room than a post has. Nothing is cut: shorten it a little."
        ),
        BlockKind.CHARACTER_TOO_COMPLEX: translate(
            "News", "One character is made of too many parts. Take it out and write it again."
        ),
        BlockKind.FORBIDDEN_CHARACTER: translate(
            "News", "There is an invisible sign in it that can't be sent. Write that part again."
        ),
        BlockKind.STORAGE: translate(
            "News", "This computer can't keep the post; the bar above says why. The words stay here."
        ),
    }.get(block.kind, translate("News", "Getting ready. You can write meanwhile."))


def sealed_words(item: PostItem) -> str:
    """What stands in the place of words, and of a photo, that every facility hides."""
    if item.has_photo:
        both = translate(
            "News", "Your photo and your words ({count} characters) show here again once approved."
        )
        return both.format(count=item.characters)
    if item.characters == 1:
        return translate("News", "Your words (1 character) show here again once approved.")
    return translate("News", "Your words ({count} characters) show here again once approved.").format(
        count=item.characters
    )


def summary_words(item: PostItem) -> str:
    """Asks for your answer at 1, approved at 2, waiting at 1, not approved at 1; empty with a single facility."""
    if len(item.parts) < 2:
        return ""
    groups = {
        translate("News", "asks for your answer at {count}"): (StepKind.OFFERED,),
        translate("News", "approved at {count}"): _PASSED_ON,
        translate("News", "waiting at {count}"): (StepKind.PENDING, StepKind.IN_REVIEW, StepKind.APPEALED),
        translate("News", "not approved at {count}"): (StepKind.REFUSED,),
        translate("News", "withdrawn at {count}"): (StepKind.WITHDRAWN,),
    }
    counts = Counter(
        StepKind.APPROVED if part.kind is StepKind.OFFERED and not part.asks else part.kind
        for part in item.parts
    )
    said = []
    for words, kinds in groups.items():
        count = sum(counts[kind] for kind in kinds)
        if count:
            said.append(words.format(count=count))
    line = ", ".join(said)
    return line[:1].upper() + line[1:]


def part_look(part: PostPartItem) -> StepWords:
    """Icon and colour of the state at one facility, in words."""
    return answered_words(part.kind, asks=part.asks)


def part_words(part: PostPartItem, now: datetime | None = None) -> str:
    """The state at one facility with its time and what it means: Not approved · 14:02 · 25¢ is back."""
    state = part_look(part).words
    if part.kind is StepKind.OPENED and part.opened_by:
        state = translate("News", "Opened by {names}").format(names=people_words(part.opened_by))
    time = fmt.when(part.at, now)
    if part.kind.waits_for_approval:
        if part.is_paused:
            time = translate("News", "lock-down, the clock stands still")
        elif part.expected_by is not None:
            time = translate("News", "usually by {time}").format(time=fmt.when(part.expected_by, now))
    if part.asks and part.offer is not None:
        time = translate("News", "please answer until {time}").format(time=fmt.when(part.offer.until, now))
    said = [state, time]
    if part.kind is StepKind.OFFERED and part.price_cents:
        said.append(translate("News", "{sum} on hold").format(sum=fmt.money(part.price_cents)))
    if part.kind in (StepKind.REFUSED, StepKind.WITHDRAWN) and part.price_cents:
        said.append(
            translate("News", "{sum} is back in your balance").format(sum=fmt.money(part.price_cents))
        )
    if part.kind in _PASSED_ON and any(step.kind is StepKind.APPEALED for step in part.steps):
        said.append(translate("News", "after your appeal"))
    if part.is_mended:
        said.append(translate("News", "sent again"))
    return " · ".join(said)


def reason_words(part: PostPartItem) -> str:
    """The rule, and what to do."""
    refusal = part.refusal
    if refusal is None:
        return ""
    said = [rule_words(refusal.rule, refusal.text)]
    if refusal.note and refusal.note != refusal.text:
        said.append(fmt.isolate(refusal.note))
    return "\n".join(said)


def why_words(part: PostPartItem, text: str | None) -> str:
    """The rule, what to do, and what is marked."""
    refusal = part.refusal
    if refusal is None:
        return ""
    said = [reason_words(part)]
    if text is not None and refusal.spans:
        marked = ", ".join(f"“{fmt.isolate(text[start:end])}”" for start, end in refusal.spans)
        said.append(translate("News", "Marked: {words}.").format(words=marked))
    if refusal.marks_photo:
        said.append(translate("News", "Parts of the photo are marked; you see them when you edit it."))
    return "\n".join(said)


def appeal_words(part: PostPartItem) -> str:
    """Where the one appeal stands, with its days; "" without one."""
    appeal = None if part.refusal is None else part.refusal.appeal
    return "" if appeal is None else second_look_words(appeal)


def appeal_wish(key: str, part: PostPartItem) -> AppealWish | None:
    """What can be appealed at one facility; None if nothing can (any more), or it was sent there again."""
    refusal = part.refusal
    is_open = part.kind is StepKind.REFUSED and refusal is not None and refusal.can_appeal()
    if not is_open or part.is_mended:
        return None
    return AppealWish(
        key,
        part.submission_id,
        part.facility_name,
        reason_words(part),
        part.price_cents,
        part.promise_hours,
        is_post=True,
    )


def kept_words(item: PostItem, *, is_online: bool) -> str:
    """Where a post is that the server does not have."""
    look = step_words(StepKind.QUEUED if item.fault is None else StepKind.FAILED).words
    if item.fault is not None:
        return look
    rest = (
        translate("News", "goes out now")
        if is_online
        else translate("News", "goes out by itself when you are online")
    )
    return f"{look} · {rest}"


def photo_share_words(share: float) -> str:
    """How far the photo of a post is on its way up; `share` runs from 0 to 1."""
    return translate("News", "Sending the photo · {percent} %").format(percent=round(100 * share))


def fault_words(item: PostItem, fault: PostFault) -> str:
    """Why it can't leave by itself, and that it is not lost."""
    if fault.kind is PostFaultKind.FUNDS:
        return translate("News", "{missing} is missing; it is kept here until you add funds.").format(
            missing=fmt.money(fault.missing_cents or 0)
        )
    if fault.kind is PostFaultKind.PRICE:
        return translate("News", "It costs {price} by now; it is kept here until you agree.").format(
            price=fmt.money(fault.price_cents or 0)
        )
    if fault.kind is PostFaultKind.NOT_REACHED:
        return translate(
            "News", "Nobody can get it at {places} now. Nothing was posted or charged; it is kept here."
        ).format(places=", ".join(fmt.isolate(name) for name in item.places_gone))
    return {
        PostFaultKind.TEXT: translate("News", "The limits have changed; edit it and post again."),
        PostFaultKind.PICTURE: translate(
            "News", "Its photo can't be sent as it is. Nothing was charged: edit the post and choose another."
        ),
        PostFaultKind.KEY: translate("News", "Other words were posted in its place; look below first."),
        PostFaultKind.DECIDED: translate("News", "What it mends has moved on; edit it and post it anew."),
    }[fault.kind]


def fault_action(item: PostItem, fault: PostFault) -> str:
    """The one thing to press; empty where only editing helps."""
    if fault.kind is PostFaultKind.FUNDS:
        return translate("News", "Add Funds")
    if item.price_now_cents is None:
        return ""
    price = fmt.money(item.price_now_cents)
    if fault.kind is PostFaultKind.PRICE:
        return translate("News", "Post for {price}").format(price=price)
    if fault.kind is PostFaultKind.NOT_REACHED:
        return translate("News", "Post to the others for {price}").format(price=price)
    if fault.kind is PostFaultKind.KEY:
        return translate("News", "Post it too for {price}").format(price=price)
    return ""
