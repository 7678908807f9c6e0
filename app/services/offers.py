"""Changed photos that facilities offer: looked at beside the member's own, accepted or declined."""

from __future__ import annotations

from app.domain.errors import NotFound, WrongState
from app.domain.offers import Offered, OfferWish
from app.domain.values import Change
from app.services.galleries import CHANGED, GalleriesService
from app.services.link import Link
from app.services.picture_bytes import picture_bytes
from app.services.post_outbox import CHANGED as POST_CHANGED
from app.services.present_offers import offered_photo, offered_post
from app.services.stores import Stores
from contract.offers import OfferAnswer


class OffersService:
    """Blocking; what stands here belongs on the storage lane, pictures and answers on the network lane."""

    def __init__(self, link: Link, stores: Stores, galleries: GalleriesService) -> None:
        self._link = link
        self._stores = stores
        self._galleries = galleries

    def offered(self, wish: OfferWish) -> Offered | None:
        """The offer as it stands; None where there is none (any more)."""
        if wish.is_post:
            post = self._stores.cache.post(wish.key)
            return None if post is None else offered_post(post, wish.submission_id)
        photo = self._stores.galleries.photo(wish.key)
        names = {contact.id: contact.name for contact in self._stores.cache.contacts()}
        return None if photo is None else offered_photo(photo, wish.submission_id, names)

    def picture(self, sha256: str) -> bytes | None:
        """The bytes of one of the two pictures; None if they are not to be had any more. Offline."""
        return picture_bytes(self._link, self._stores, sha256)

    def answer(self, wish: OfferWish, sha256: str, *, accepts: bool) -> tuple[Change, ...]:
        """Yes or no to the changed photo whose bytes were seen; WrongState (and all up to date) if it is too late."""
        answer = OfferAnswer(accepts=accepts, sha256=sha256)
        return self._answer_for_post(wish, answer) if wish.is_post else self._answer_for_photo(wish, answer)

    def _answer_for_photo(self, wish: OfferWish, answer: OfferAnswer) -> tuple[Change, ...]:
        try:
            answered = self._link.api.galleries.answer_offer(wish.submission_id, answer)
        except WrongState:
            self._galleries.read_again(wish.key)
            raise
        self._stores.galleries.put_photos([answered])
        return CHANGED

    def _answer_for_post(self, wish: OfferWish, answer: OfferAnswer) -> tuple[Change, ...]:
        post = self._stores.cache.post(wish.key)
        if post is None:
            raise NotFound(wish.key)
        try:
            answered = self._link.api.posts.answer_offer(wish.submission_id, answer)
        except WrongState:
            self._stores.cache.put_posts([self._link.api.posts.get(post.id)])
            raise
        self._stores.cache.put_posts([answered])
        return POST_CHANGED
