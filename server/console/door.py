"""Sign-in and sign-out of the staff."""

from __future__ import annotations

from litestar import Controller, Response, get, post

from server.console.desk import PATH, AtDesk, Caller, Desk
from server.services.faults import InvalidField, SignedOut, Throttled, WrongCredentials
from server.web.forms import WebRequest, form_of, new_secret, token_for
from server.web.pages import go_to
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
        return go_to(PATH)

    @post("/sign-in", sync_to_thread=True)
    def sign_in(self, request: WebRequest, desk: AtDesk) -> Response[str]:
        """Fields `username` and `password`; leads to the queue, or says what was wrong."""
        form = form_of(request)
        username = form.word("username")
        try:
            signed_in = desk.services.staff.sign_in(username, form.text("password"))
        except Throttled as fault:
            wait = seconds_until(fault.retry_at, desk.services.store.clock())
            sentence = f"There were too many tries. Please try again in {wait}."
            return self._form(request, desk, username, sentence, status=429)
        except (WrongCredentials, InvalidField):
            sentence = "The name or the password is not right. Check both and try again."
            return self._form(request, desk, username, sentence, status=401)
        return go_to(PATH, cookie=desk.realm.set(desk.realm.session_cookie, signed_in.token))

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
        )
        if not known:
            page.set_cookie(desk.realm.set(desk.realm.form_cookie, secret))
        return page
