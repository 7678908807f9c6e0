"""Posting, reading one's posts, taking them back, hiding them."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.offers import OfferAnswer
from contract.posts import ContactPost, ContactPosts, NewPost, Post, Posts


class PostsApi:
    """Posts as the server has them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, local_id: str, post: NewPost) -> Post:
        """Hand a post in; repeating it with the same `local_id` does no harm, ever.

        NotEnoughFunds, PriceChanged, NotReached, KeyReused, Refused, WrongState, NotFound.
        """
        return self._transport.ask(Post, "POST", routes.POSTS, body=post, key=local_id)

    def page(self, cursor: str | None = None, *, hidden: bool = False) -> Posts:
        """A page of one's own that are not hidden, newest first; with `hidden` of those that are."""
        params = {"cursor": cursor, "hidden": "true" if hidden else None}
        return self._transport.ask(Posts, "GET", routes.POSTS, params=params)

    def get(self, post_id: str) -> Post:
        """One post as it stands. NotFound."""
        return self._transport.ask(Post, "GET", routes.path(routes.POST, post_id=post_id))

    def withdraw(self, post_id: str) -> Post:
        """Take it back wherever it is not decided on; WrongState if it is everywhere."""
        return self._transport.ask(Post, "POST", routes.path(routes.POST_WITHDRAWAL, post_id=post_id))

    def withdraw_part(self, submission_id: str) -> Post:
        """Take it back at one facility; WrongState if it is decided on there."""
        route = routes.path(routes.POST_PART_WITHDRAWAL, submission_id=submission_id)
        return self._transport.ask(Post, "POST", route)

    def answer_offer(self, submission_id: str, answer: OfferAnswer) -> Post:
        """Yes or no to a changed photo at one facility; the same again does no harm. WrongState, NotFound."""
        route = routes.path(routes.POST_PART_OFFER, submission_id=submission_id)
        return self._transport.ask(Post, "POST", route, body=answer)

    def hide(self, post_id: str) -> Post:
        """Leave it out of the feed."""
        return self._transport.ask(Post, "POST", routes.path(routes.POST_HIDING, post_id=post_id))

    def show(self, post_id: str) -> Post:
        """Back into the feed."""
        return self._transport.ask(Post, "DELETE", routes.path(routes.POST_HIDING, post_id=post_id))

    def contact_page(self, cursor: str | None = None, *, hidden: bool = False) -> ContactPosts:
        """A page of what contacts posted and is not hidden, newest first; with `hidden` of what is."""
        params = {"cursor": cursor, "hidden": "true" if hidden else None}
        return self._transport.ask(ContactPosts, "GET", routes.CONTACT_POSTS, params=params)

    def hide_of_contact(self, post_id: str, hidden: bool = True) -> ContactPost:
        """Leave a contact's post out of the feed, or bring it back."""
        route = routes.path(routes.CONTACT_POST_HIDING, post_id=post_id)
        return self._transport.ask(ContactPost, "PUT" if hidden else "DELETE", route)
