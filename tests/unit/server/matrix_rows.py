"""How the authorization matrix asks each operation: what it is about, its body, and what success is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from tests.unit.server.pictures import jpeg, name_of
from tests.unit.server.world import PASSWORD, PRICE

UNKNOWN = "3f1f7c1e-6f1d-4c56-9d40-0d5a2f6f9f11"

Body = Callable[[str], dict[str, object]]


@dataclass(frozen=True)
class Row:
    """How an operation is asked: open to anybody or not, which kind of thing it is about, its body, its success."""

    success: int
    about: str | None = None
    body: Body | None = None
    query: str = ""
    is_open: bool = False
    is_stream: bool = False
    others_may: bool = False
    """The thing is nobody's own: every member may see it."""

    unknown: int = 404
    data: bytes | None = None
    """A body that is no JSON; the path names its SHA-256."""


ROWS = {
    "server_info": Row(200, is_open=True),
    "register": Row(
        201,
        body=lambda _: {"name": "N", "email": f"{uuid.uuid4()}@example.org", "password": PASSWORD},
        is_open=True,
    ),
    "sign_in": Row(
        401, body=lambda _: {"email": "nobody@example.org", "password": "wrong password"}, is_open=True
    ),
    "sign_out": Row(204),
    "account": Row(200),
    "change_password": Row(204, body=lambda _: {"current": PASSWORD, "new": PASSWORD}),
    "change_account": Row(200, body=lambda _: {"name": "Elena", "phone": "+1 541 555 0100"}),
    "closing_terms": Row(200),
    "close_account": Row(409, body=lambda _: {"password": PASSWORD, "payout_cents": -1}),
    "ask_email": Row(201, body=lambda _: {"email": f"{uuid.uuid4()}@example.org", "password": PASSWORD}),
    "confirm_email": Row(422, body=lambda _: {"code": "AAAA-AAAA"}),
    "begin_two_factor": Row(201, body=lambda _: {"password": PASSWORD}),
    "confirm_two_factor": Row(422, body=lambda _: {"code": "000000"}),
    "end_two_factor": Row(422, body=lambda _: {"password": PASSWORD, "code": "000000"}),
    "renew_recovery_codes": Row(422, body=lambda _: {"password": PASSWORD, "code": "000000"}),
    "ask_password_reset": Row(204, body=lambda _: {"email": f"{uuid.uuid4()}@example.org"}, is_open=True),
    "reset_password": Row(
        422,
        body=lambda _: {"email": f"{uuid.uuid4()}@example.org", "code": "AAAA-AAAA", "new": PASSWORD},
        is_open=True,
    ),
    "devices": Row(200),
    "revoke_device": Row(204, about="device"),
    "facilities": Row(200),
    "facility": Row(200, about="facility", others_may=True),
    "find_residents": Row(200, about="facility", query="?q=linh", others_may=True),
    "contacts": Row(200),
    "request_contact": Row(
        201, about="resident", body=lambda one: {"resident_id": one, "relationship": "aunt"}, others_may=True
    ),
    "contact": Row(200, about="contact"),
    "end_contact": Row(200, about="contact"),
    "block_contact": Row(200, about="contact"),
    "unblock_contact": Row(200, about="contact"),
    "mute_contact": Row(200, about="contact"),
    "unmute_contact": Row(200, about="contact"),
    "archive_contact": Row(200, about="contact"),
    "unarchive_contact": Row(200, about="contact"),
    "contact_history": Row(200, about="contact"),
    "mark_read": Row(200, about="contact", body=lambda _: {"sequence": 1}),
    "messages": Row(200, about="contact", query="?contact_id={}"),
    "send_message": Row(
        201, about="contact", body=lambda one: {"contact_id": one, "text": "Hello", "price_cents": PRICE}
    ),
    "message": Row(200, about="message"),
    "withdraw_message": Row(201, about="message"),
    "answer_offer": Row(409, about="offered", body=lambda _: {"accepts": True, "sha256": "e" * 64}),
    "answer_post_offer": Row(409, about="offered post", body=lambda _: {"accepts": True, "sha256": "e" * 64}),
    "appeal": Row(201, about="refused", body=lambda _: {"text": "It is my own number."}),
    "put_upload": Row(200, data=jpeg(1)),
    "profile_photos": Row(200),
    "send_profile_photo": Row(
        201, about="upload", body=lambda one: {"sent_sha256": one, "price_cents": 0}, unknown=409
    ),
    "withdraw_profile_photo": Row(201, about="profile photo"),
    "photo": Row(200, about="photo"),
    "galleries": Row(200),
    "make_gallery": Row(201, body=lambda _: {"name": "Garden"}),
    "change_gallery": Row(200, about="gallery", body=lambda _: {"name": "Garden"}),
    "delete_gallery": Row(200, about="gallery"),
    "shared_photos": Row(200, about="gallery", query="?gallery_id={}"),
    "share_photo": Row(
        201,
        about="gallery",
        body=lambda one: {
            "sent_sha256": name_of(jpeg(5)),
            "title": "Lake",
            "gallery_id": one,
            "audience": {"kind": "everybody"},
            "price_cents": PRICE,
        },
    ),
    "shared_photo": Row(200, about="shared photo"),
    "change_photo": Row(200, about="shared photo", body=lambda _: {"title": "Lake"}),
    "delete_photo": Row(200, about="shared photo"),
    "share_further": Row(
        201,
        about="shared photo",
        body=lambda _: {"audience": {"kind": "everybody"}, "price_cents": 0},
    ),
    "withdraw_photo": Row(201, about="shared photo"),
    "posts": Row(200),
    "send_post": Row(409, body=lambda _: {"text": "Hello", "facility_ids": [UNKNOWN], "price_cents": PRICE}),
    "one_post": Row(200, about="post"),
    "withdraw_post": Row(201, about="post"),
    "withdraw_post_part": Row(201, about="post part"),
    "hide_post": Row(201, about="post"),
    "show_post": Row(200, about="post"),
    "contact_posts": Row(200),
    "hide_contact_post": Row(200, about="contact post"),
    "show_contact_post": Row(200, about="contact post"),
    "balance": Row(200),
    "movements": Row(200),
    "holds": Row(200),
    "payments": Row(200),
    "payment": Row(200, about="payment"),
    "begin_payment": Row(201, body=lambda _: {"amount_cents": 500}),
    "cancel_payment": Row(201, about="payment"),
    "refunds": Row(200),
    "ask_refund": Row(201, body=lambda _: {"amount_cents": 1}),
    "withdraw_refund": Row(201, about="refund"),
    "redeem_voucher": Row(422, body=lambda _: {"code": "AAAAAAAAAAAA"}),
    "events": Row(200, is_stream=True),
}
