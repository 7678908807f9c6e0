"""The member's account, sessions and devices."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.accounts import Account, Credentials, Devices, PasswordChange, Registration, SignedIn


class AccountsApi:
    """Registering, signing in and out, the password, devices. The token of an answer is the caller's to set."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def register(self, registration: Registration) -> SignedIn:
        """A new account, signed in. EmailTaken, Throttled, Refused."""
        return self._transport.ask(SignedIn, "POST", routes.ACCOUNTS, body=registration)

    def sign_in(self, credentials: Credentials) -> SignedIn:
        """WrongCredentials, Throttled."""
        return self._transport.ask(SignedIn, "POST", routes.SESSIONS, body=credentials)

    def sign_out(self) -> None:
        """End this session on the server."""
        self._transport.tell("DELETE", routes.SESSION)

    def account(self) -> Account:
        """The member's own account."""
        return self._transport.ask(Account, "GET", routes.ACCOUNT)

    def change_password(self, current: str, new: str) -> None:
        """Ends every other session. WrongCredentials for `current`, Refused (field `new`), Throttled."""
        self._transport.tell("POST", routes.PASSWORD, body=PasswordChange(current=current, new=new))

    def devices(self, cursor: str | None = None) -> Devices:
        """Where the member is signed in."""
        return self._transport.ask(Devices, "GET", routes.DEVICES, params={"cursor": cursor})

    def revoke(self, device_id: str) -> None:
        """Sign that device out. NotFound."""
        self._transport.tell("DELETE", routes.path(routes.DEVICE, device_id=device_id))
