"""Sign-in and sign-out of the staff."""

from __future__ import annotations

from litestar import Controller, Response, get, post

from server.console.desk import PATH, AtDesk, Caller, Desk
from server.services.faults import InvalidField, SignedOut, Throttled, WrongCredentials
from server.web.forms import WebRequest, form_of, new_secret, token_for
from server.web.pages import go_to
from server.web.site import way_back
from server.web.words import seconds_until


class DoorPages(Controller):
    """The way in and the way out."""

    @get("/sign-in", sync_to_thread=True)
    def ask(self, request: WebRequest, desk: AtDesk) -> Response[str]:
        """The sign-in form; whoever is signed in already goes on to the queue."""
        try:
            desk.caller(request)
        except SignedOut:
            return self._form(request, desk)
        return go_to(way_back(PATH, request.query_params.get("next", "")))

    @post("/sign-in", sync_to_thread=True)
    def sign_in(self, request: WebRequest, desk: AtDesk) -> Response[str]:
        """Fields `username`, `password`, `code`, `next`; leads to where one was, or says what was wrong."""
        form = form_of(request)
        username = form.word("username")
        try:
            signed_in = desk.services.staff.sign_in(username, form.text("password"), form.word("code"))
        except Throttled as fault:
            wait = seconds_until(fault.retry_at, desk.services.store.clock())
            sentence = f"There were too many tries. Please try again in {wait}."
            return self._form(request, desk, username, sentence, status=429)
        except (WrongCredentials, InvalidField):
            sentence = (
                "The name, the password or the code is not right. Check them and try again. "
                "A code opens only once; wait for the next one."
            )
            return self._form(request, desk, username, sentence, status=401)
        cookie = desk.realm.set(desk.realm.session_cookie, signed_in.token)
        return go_to(way_back(PATH, form.word("next")), cookie=cookie)

    @post("/sign-out", sync_to_thread=True)
    def sign_out(self, desk: AtDesk, caller: Caller) -> Response[str]:
        """Ends the session."""
        desk.services.staff.sign_out(caller)
        return go_to(f"{PATH}/sign-in", cookie=desk.realm.drop(desk.realm.session_cookie))

    def _form(
        self, request: WebRequest, desk: Desk, username: str = "", fault: str = "", status: int = 200
    ) -> Response[str]:
        secret = desk.realm.secret(request)
        known = bool(secret)
        if not known:
            secret = new_secret()
        page = desk.pages.show(
            "console/sign_in.html",
            status=status,
            csrf=token_for(secret),
            username=username,
            fault=fault,
            next=way_back(PATH, _asked_next(request)),
            home=PATH,
            is_demo=desk.services.settings.demo,
        )
        if not known:
            page.set_cookie(desk.realm.set(desk.realm.form_cookie, secret))
        return page


def _asked_next(request: WebRequest) -> str:
    if request.method == "POST":
        return form_of(request).word("next")
    return request.query_params.get("next", "")
