"""Words for payments by card, for what is on hold, and for wishes to be paid out."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.money_values import HoldRow, PaymentInfo, PaymentStep, RefundInfo
from app.domain.values import BalanceInfo, FundsFor
from app.widgets import fmt
from app.widgets.notice import NoticeRole

translate = QCoreApplication.translate


def balance_words(balance: BalanceInfo, missing_cents: int, wanted_for: FundsFor) -> str:
    """What there is, and how much of what is wanted is missing; nothing of it is lost meanwhile."""
    present, missing = fmt.dollars(balance.available_cents), fmt.money(missing_cents)
    if missing_cents <= 0:
        return translate(
            "MoneyWords", "Your balance is {balance}. It never expires and is good at every facility."
        ).format(balance=present)
    words = {
        FundsFor.MESSAGE: translate(
            "MoneyWords", "Your balance is {balance}; {missing} is missing for your message, which is kept."
        ),
        FundsFor.POST: translate(
            "MoneyWords", "Your balance is {balance}; {missing} is missing for your post, which is kept."
        ),
        FundsFor.PHOTO: translate(
            "MoneyWords",
            "Your balance is {balance}; {missing} is missing for a photo. What you have prepared is kept.",
        ),
        FundsFor.APPEAL: translate(
            "MoneyWords",
            "Your balance is {balance}; {missing} is missing for your appeal. Your words are kept.",
        ),
    }
    return words[wanted_for].format(balance=present, missing=missing)


def payment_words(payment: PaymentInfo) -> tuple[NoticeRole, str, str]:
    """How a payment stands: the notice's kind, its lead, and what it means."""
    amount = fmt.dollars(payment.amount_cents)
    match payment.step:
        case PaymentStep.WAITING:
            return (
                "wait",
                translate("MoneyWords", "Waiting for you on the payment page."),
                translate(
                    "MoneyWords",
                    "{amount} is paid there, in your browser. If you closed the page, nothing was charged: "
                    "open it again.",
                ).format(amount=amount),
            )
        case PaymentStep.BANK_ASKED:
            return (
                "wait",
                translate("MoneyWords", "Your bank is asking whether it is you."),
                translate(
                    "MoneyWords",
                    "Answer it on the payment page or in your bank’s app. Nothing is charged before.",
                ),
            )
        case PaymentStep.CONFIRMING:
            return (
                "wait",
                translate("MoneyWords", "Your bank has not answered yet."),
                translate(
                    "MoneyWords",
                    "You have done everything. {amount} appears here by itself; you can close this or the program.",
                ).format(amount=amount),
            )
        case PaymentStep.PAID:
            return (
                "good",
                translate("MoneyWords", "{amount} was added.").format(amount=amount),
                translate("MoneyWords", "It is on your balance now."),
            )
        case PaymentStep.DECLINED:
            return "bad", translate("MoneyWords", "Nothing was charged."), declined_words(payment.reason)
        case PaymentStep.CANCELLED:
            return (
                "info",
                translate("MoneyWords", "The payment was cancelled."),
                translate("MoneyWords", "Nothing was charged."),
            )
        case PaymentStep.EXPIRED:
            return (
                "info",
                translate("MoneyWords", "The payment page was open for too long."),
                translate("MoneyWords", "Nothing was charged. You can begin again."),
            )
        case _:
            return (
                "wait",
                translate("MoneyWords", "This payment stands in a way this program does not know."),
                translate("MoneyWords", "A newer version of the program can say more."),
            )


def declined_words(reason: str | None) -> str:
    """Why a bank declined, and what to do next."""
    if reason == "funds":
        return translate(
            "MoneyWords",
            "The bank says there is too little money on that card. Try another one, or a voucher.",
        )
    if reason == "not_confirmed":
        return translate(
            "MoneyWords", "The bank’s question was not answered with yes. You can try it again on the page."
        )
    return translate(
        "MoneyWords", "The bank declined the card. Try another one on the payment page, or use a voucher."
    )


def hold_words(hold: HoldRow) -> str:
    """What it is for: Message to Mateo Rivera."""
    name, place = fmt.isolate(hold.contact_name), fmt.isolate(hold.facility_name)
    if hold.kind == "message" and hold.contact_name:
        return translate("MoneyWords", "Message to {name}").format(name=name)
    words = {
        "message": translate("MoneyWords", "Message"),
        "photo": translate("MoneyWords", "Photo"),
        "post": translate("MoneyWords", "Post"),
        "profile_photo": translate("MoneyWords", "Profile photo"),
        "refund": translate("MoneyWords", "To be paid out to you"),
    }.get(hold.kind, translate("MoneyWords", "Something else"))
    if hold.kind in ("photo", "post", "profile_photo") and hold.facility_name:
        return translate("MoneyWords", "{what} for {place}").format(what=words, place=place)
    return words


def hold_reason(hold: HoldRow) -> str:
    """Why it is still on hold, and what ends that."""
    if hold.step == "in_review":
        return translate("MoneyWords", "Somebody at the facility is reading it now.")
    if hold.step == "appealed":
        return translate(
            "MoneyWords", "Your appeal waits for a decision. If it is refused, the money comes back."
        )
    if hold.step == "offered":
        return translate(
            "MoneyWords",
            "A changed photo is offered to you. It is paid only if you accept it, else it comes back.",
        )
    if hold.step == "waits_for_payout":
        return translate("MoneyWords", "You asked for it. It waits until the service has decided.")
    if hold.step == "waits_for_review":
        return translate(
            "MoneyWords", "Waits for approval. It is paid only if it is approved, and comes back otherwise."
        )
    return translate("MoneyWords", "It is not decided yet.")


def refund_words(refund: RefundInfo) -> tuple[NoticeRole, str, str]:
    """How a wish to be paid out stands."""
    amount = fmt.dollars(refund.amount_cents)
    if refund.step == "asked":
        return (
            "wait",
            translate("MoneyWords", "{amount} waits to be paid out.").format(amount=amount),
            translate("MoneyWords", "Asked {when}. It is on hold until the service has decided.").format(
                when=fmt.when(refund.asked_at)
            ),
        )
    if refund.step == "paid":
        return (
            "good",
            translate("MoneyWords", "{amount} was paid out.").format(amount=amount),
            refund.note or translate("MoneyWords", "It is on its way to you."),
        )
    if refund.step == "declined":
        return (
            "bad",
            translate("MoneyWords", "{amount} was not paid out, and is on your balance again.").format(
                amount=amount
            ),
            refund.note or "",
        )
    return (
        "info",
        translate("MoneyWords", "You took back your request."),
        translate("MoneyWords", "{amount} is on your balance again.").format(amount=amount),
    )
