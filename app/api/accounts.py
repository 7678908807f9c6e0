"""The member's account: sign-in, details, address, password, two-factor codes, devices."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.accounts import (
    Account,
    AccountChange,
    Confirmation,
    Credentials,
    Devices,
    EmailChange,
    PasswordChange,
    PasswordReset,
    RecoveryCodes,
    Registration,
    ResetRequest,
    SignedIn,
    TwoFactorProof,
    TwoFactorRequest,
    TwoFactorSetup,
)
from contract.closing import Closed, Closing, ClosingTerms


class AccountsApi:
    """Registering, signing in and out, the password, devices. The token of an answer is the caller's to set."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def register(self, registration: Registration) -> SignedIn:
        """A new account, signed in. EmailTaken, Throttled, Refused."""
        return self._transport.ask(SignedIn, "POST", routes.ACCOUNTS, body=registration)

    def sign_in(self, credentials: Credentials) -> SignedIn:
        """WrongCredentials, CodeNeeded, WrongCode, Throttled."""
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

    def change(self, change: AccountChange) -> Account:
        """Changes what is given. Refused with the field."""
        return self._transport.ask(Account, "PATCH", routes.ACCOUNT, body=change)

    def ask_email(self, email: str, password: str) -> Account:
        """Have a code sent to another address. WrongCredentials, EmailTaken, Refused, Throttled."""
        change = EmailChange(email=email, password=password)
        return self._transport.ask(Account, "POST", routes.EMAIL, body=change)

    def confirm_email(self, code: str) -> Account:
        """The code from that mail. WrongCode, EmailTaken, Throttled."""
        return self._transport.ask(Account, "POST", routes.EMAIL_CONFIRMATION, body=Confirmation(code=code))

    def ask_reset(self, email: str) -> None:
        """Have a code sent for a new password, if there is such an account; the answer does not say. Throttled."""
        self._transport.tell("POST", routes.PASSWORD_RESET_REQUESTS, body=ResetRequest(email=email))

    def reset(self, email: str, code: str, new: str) -> None:
        """Another password by that code; ends every session. WrongCode, Refused (field `new`), Throttled."""
        self._transport.tell(
            "POST", routes.PASSWORD_RESETS, body=PasswordReset(email=email, code=code, new=new)
        )

    def begin_two_factor(self, password: str) -> TwoFactorSetup:
        """A secret for an app. WrongCredentials, Throttled."""
        return self._transport.ask(
            TwoFactorSetup, "POST", routes.TWO_FACTOR, body=TwoFactorRequest(password=password)
        )

    def confirm_two_factor(self, code: str) -> RecoveryCodes:
        """The app's first code: from now on one is asked for. WrongCode, Throttled."""
        return self._transport.ask(
            RecoveryCodes, "POST", routes.TWO_FACTOR_CONFIRMATION, body=Confirmation(code=code)
        )

    def renew_recovery_codes(self, password: str, code: str) -> RecoveryCodes:
        """Ten others. WrongCredentials, WrongCode, Throttled."""
        proof = TwoFactorProof(password=password, code=code)
        return self._transport.ask(RecoveryCodes, "POST", routes.RECOVERY_CODES, body=proof)

    def end_two_factor(self, password: str, code: str) -> None:
        """The password alone opens again. WrongCredentials, WrongCode, Throttled."""
        proof = TwoFactorProof(password=password, code=code)
        self._transport.tell("POST", routes.TWO_FACTOR_REMOVAL, body=proof)

    def closing_terms(self) -> ClosingTerms:
        """What closing the account now would mean."""
        return self._transport.ask(ClosingTerms, "GET", routes.CLOSING)

    def close(self, closing: Closing) -> Closed:
        """Close it; every session is over. WrongCredentials, CodeNeeded, WrongCode, PriceChanged, Throttled."""
        return self._transport.ask(Closed, "POST", routes.CLOSING, body=closing)

    def devices(self, cursor: str | None = None) -> Devices:
        """Where the member is signed in."""
        return self._transport.ask(Devices, "GET", routes.DEVICES, params={"cursor": cursor})

    def revoke(self, device_id: str) -> None:
        """Sign that device out. NotFound."""
        self._transport.tell("DELETE", routes.path(routes.DEVICE, device_id=device_id))
