"""Sending messages, reading them, taking them back."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.messages import Message, Messages, NewMessage


class MessagesApi:
    """Messages as the server has them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, local_id: str, message: NewMessage) -> Message:
        """Hand a message in; repeating it with the same `local_id` does no harm, ever.

        NotEnoughFunds, PriceChanged, CannotWriteNow, KeyReused, Refused, NotFound.
        """
        return self._transport.ask(Message, "POST", routes.MESSAGES, body=message, key=local_id)

    def page(self, contact_id: str | None = None, cursor: str | None = None) -> Messages:
        """A page of messages, newest first; without a contact those of all."""
        params = {"contact_id": contact_id, "cursor": cursor}
        return self._transport.ask(Messages, "GET", routes.MESSAGES, params=params)

    def get(self, message_id: str) -> Message:
        """One message as it stands. NotFound."""
        return self._transport.ask(Message, "GET", routes.path(routes.MESSAGE, message_id=message_id))

    def withdraw(self, message_id: str) -> Message:
        """Take it back before a decision; WrongState if there is one."""
        route = routes.path(routes.WITHDRAWAL, message_id=message_id)
        return self._transport.ask(Message, "POST", route)
