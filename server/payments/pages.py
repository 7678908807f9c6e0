"""The test provider's own pages: its checkout, where a made-up card is typed, and its bank's question."""

from __future__ import annotations

from typing import Final

from litestar import Response, Router, get, post
from litestar.params import FromPath

from server.payments.test_bank import CARDS, course_of
from server.payments.test_provider import NAME, CheckoutOver, TestCheckout, TestProvider
from server.services.faults import NotFound
from server.web.forms import Realm, WebRequest, form_of, new_secret, token_for
from server.web.pages import Pages, go_to
from server.web.site import site

PATH: Final = f"/payments/{NAME}"
_REFUSED: Final = (
    "This is not one of the cards below. Nothing was kept of what you typed. Never type a real card here."
)
_DECLINED: Final = "The bank declined this card, and nothing was charged. You can try another one."


def checkout_router(provider: TestProvider, pages: Pages, *, https: bool) -> Router:
    """The pages below /payments/test; whoever has a checkout's address may use it, as with every hosted checkout."""
    realm = Realm(PATH, "gettingout_checkout", https)

    def found(checkout_id: str) -> TestCheckout:
        try:
            return provider.checkout(checkout_id)
        except CheckoutOver as fault:
            raise NotFound from fault

    def show(request: WebRequest, checkout_id: str, said: str = "", status: int = 200) -> Response[str]:
        checkout = found(checkout_id)
        secret = realm.secret(request)
        known = bool(secret)
        if not known:
            secret = new_secret()
        page = pages.show(
            "payments/checkout.html",
            status=status,
            csrf=token_for(secret),
            checkout=checkout,
            cards=[(_grouped(number), course.name) for number, course in CARDS.items()],
            said=said,
            home=f"{PATH}/{checkout_id}",
        )
        if not known:
            page.set_cookie(realm.set(realm.form_cookie, secret))
        return page

    @get("/{checkout_id:str}", sync_to_thread=True)
    def checkout(request: WebRequest, checkout_id: FromPath[str]) -> Response[str]:
        declined = request.query_params.get("said") == "declined"
        return show(request, checkout_id, _DECLINED if declined else "")

    @post("/{checkout_id:str}/card", sync_to_thread=True)
    def card(request: WebRequest, checkout_id: FromPath[str]) -> Response[str]:
        course = course_of(form_of(request).word("card"))
        if course is None:
            return show(request, checkout_id, _REFUSED, status=422)
        try:
            provider.pay(checkout_id, course)
        except CheckoutOver:
            return go_to(f"{PATH}/{found(checkout_id).id}")
        return go_to(f"{PATH}/{checkout_id}{'?said=declined' if course.reason else ''}")

    @post("/{checkout_id:str}/bank", sync_to_thread=True)
    def bank(request: WebRequest, checkout_id: FromPath[str]) -> Response[str]:
        agreed = form_of(request).word("answer") == "yes"
        try:
            provider.confirm(checkout_id, agreed=agreed)
        except CheckoutOver:
            return go_to(f"{PATH}/{found(checkout_id).id}")
        return go_to(f"{PATH}/{checkout_id}{'' if agreed else '?said=declined'}")

    @post("/{checkout_id:str}/cancel", sync_to_thread=True)
    def cancel(checkout_id: FromPath[str]) -> Response[str]:
        provider.cancel(found(checkout_id).id)
        return go_to(f"{PATH}/{checkout_id}")

    return site(realm, pages, [checkout, card, bank, cancel], {})


def _grouped(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
