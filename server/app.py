"""Builds the application: the JSON interface, the pages, and what runs beside them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Final

from litestar import Litestar, Router
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition
from sqlalchemy.exc import DBAPIError

from contract.limits import MAX_BODY_BYTES
from contract.server_info import API_VERSION
from server.config import Settings
from server.lane import WriteLane
from server.objects.store import ObjectsAway
from server.pages import page_routers, with_pages
from server.payments.test_provider import TestProvider
from server.pictures.gate import Gate
from server.routes import (
    account_details,
    accounts,
    appeals,
    closing,
    contacts,
    events,
    facilities,
    galleries,
    messages,
    money,
    offers,
    password_reset,
    payments,
    photos,
    posts,
    server_info,
    two_factor,
)
from server.routes.access import embedded_only, served_client, without_nul
from server.routes.problems import EXCEPTION_HANDLERS, on_http
from server.services.bundle import Services, build_services
from server.store.engine import DatabaseBusy
from server.streams import Streams

THREADS: Final = 8
"""Handlers at work at once. The database gives four connections and one turn to write; sign-ins wait on Argon2."""

LEASES_EVERY_S: Final = 15.0
SWEEP_FIRST_AFTER_S: Final = 300.0
RELEASE_EVERY_S: Final = 1.0
MAIL_EVERY_S: Final = 2.0
PRICES_EVERY_S: Final = 20.0
NOTICES_EVERY_S: Final = 0.25
GIVE_BACK_EVERY_S: Final = 30.0
SWEEP_EVERY_S: Final = 3_600.0

_LOG: Final = logging.getLogger(__name__)


def build_app(
    settings: Settings,
    services: Services | None = None,
    pages: Callable[[Services], list[Router]] = page_routers,
) -> Litestar:
    """The whole server. Services that were built elsewhere are used as they are, and closed at the end all the same.

    `pages` makes what is served beside the JSON interface.
    """
    services = services or build_services(settings)
    return Litestar(
        route_handlers=[json_interface(), payments.notices_router(), *pages(services)],
        exception_handlers={**EXCEPTION_HANDLERS, HTTPException: with_pages(settings.https, on_http)},
        state=State({"services": services}),
        lifespan=[_beside],
        openapi_config=describe(),
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
        debug=False,
    )


def describe() -> OpenAPIConfig:
    """How the interface is described."""
    return OpenAPIConfig(
        title="GettingOut",
        version=API_VERSION,
        description="Messages between families and people in custody. Errors are problem bodies (RFC 9457).",
        operation_id_creator=_operation_id,
        render_plugins=[],
        path="/v1/description",
    )


def json_interface() -> Router:
    """Every operation of the JSON interface, behind the guards of all."""
    return Router(
        path="/",
        guards=[embedded_only, served_client, without_nul],
        route_handlers=[
            server_info.server_info,
            server_info.openapi_document,
            accounts.register,
            accounts.sign_in,
            accounts.sign_out,
            accounts.account,
            accounts.change_password,
            account_details.change_account,
            closing.closing_terms,
            closing.close_account,
            account_details.ask_email,
            account_details.confirm_email,
            two_factor.begin_two_factor,
            two_factor.confirm_two_factor,
            two_factor.end_two_factor,
            two_factor.renew_recovery_codes,
            password_reset.ask_password_reset,
            password_reset.reset_password,
            accounts.devices,
            accounts.revoke_device,
            facilities.facilities,
            facilities.facility,
            facilities.find_residents,
            contacts.contacts,
            contacts.request_contact,
            contacts.contact,
            contacts.end_contact,
            contacts.block_contact,
            contacts.unblock_contact,
            contacts.mute_contact,
            contacts.unmute_contact,
            contacts.archive_contact,
            contacts.unarchive_contact,
            contacts.contact_history,
            contacts.mark_read,
            messages.send_message,
            messages.messages,
            messages.message,
            messages.withdraw_message,
            appeals.appeal,
            offers.answer_offer,
            offers.answer_post_offer,
            posts.send_post,
            posts.posts,
            posts.one_post,
            posts.withdraw_post,
            posts.withdraw_post_part,
            posts.hide_post,
            posts.show_post,
            posts.contact_posts,
            posts.hide_contact_post,
            posts.show_contact_post,
            photos.put_upload,
            photos.profile_photos,
            photos.send_profile_photo,
            photos.withdraw_profile_photo,
            photos.photo,
            galleries.galleries,
            galleries.make_gallery,
            galleries.change_gallery,
            galleries.delete_gallery,
            galleries.shared_photos,
            galleries.share_photo,
            galleries.shared_photo,
            galleries.change_photo,
            galleries.delete_photo,
            galleries.share_further,
            galleries.withdraw_photo,
            money.balance,
            money.movements,
            money.redeem_voucher,
            payments.holds,
            payments.begin_payment,
            payments.payments,
            payments.payment,
            payments.cancel_payment,
            payments.ask_refund,
            payments.refunds,
            payments.withdraw_refund,
            events.events,
        ],
        response_headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


@asynccontextmanager
async def _beside(app: Litestar) -> AsyncIterator[None]:
    """What lives as long as the application: threads for handlers, the bell of the streams, the end of leases."""
    services: Services = app.state.services
    streams = Streams(services.events)
    app.state.streams = streams
    lane = app.state.lane = WriteLane(services.store)
    loop = asyncio.get_running_loop()
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
    loop.set_default_executor(threads)
    services.store.on_events(streams.ring)
    gate = app.state.gate = Gate(services.store.clock)
    tasks = [
        asyncio.create_task(streams.poll()),
        asyncio.create_task(_end_leases(services)),
        asyncio.create_task(_release(services)),
        asyncio.create_task(_apply_prices(services)),
        asyncio.create_task(_sweep(services)),
        asyncio.create_task(_check_books(services)),
        asyncio.create_task(_deliver_mail(services)),
        asyncio.create_task(_bring_notices(services)),
        asyncio.create_task(_give_back(services)),
    ]
    try:
        yield
    finally:
        streams.close()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        lane.close()
        gate.close()
        threads.shutdown(wait=True, cancel_futures=True)
        services.close()


async def _end_leases(services: Services) -> None:
    """Gives back, from time to time, what nobody goes on reading; a fault now must not stop it later."""
    while True:
        await asyncio.sleep(LEASES_EVERY_S)
        try:
            await sync_to_thread(services.review.end_leases)
        except (DBAPIError, DatabaseBusy):
            _LOG.exception("leases could not be ended")


async def _release(services: Services) -> None:
    """Lets leave what was approved a while ago and not taken back, and ends offers nobody has answered."""
    while True:
        await asyncio.sleep(RELEASE_EVERY_S)
        try:
            await sync_to_thread(services.review.release_due)
            await sync_to_thread(services.offers.lapse_due)
        except (DBAPIError, DatabaseBusy):
            _LOG.exception("what was approved could not leave")


async def _deliver_mail(services: Services) -> None:
    """Hands over what is due; what can't be now is tried again by the postman."""
    while True:
        await asyncio.sleep(MAIL_EVERY_S)
        try:
            await sync_to_thread(services.postman.deliver_due)
        except (DBAPIError, DatabaseBusy):
            _LOG.exception("mail could not be looked for")


async def _apply_prices(services: Services) -> None:
    """Makes planned prices the prices once their day has come."""
    while True:
        try:
            await sync_to_thread(services.managing.apply_planned)
        except (DBAPIError, DatabaseBusy):
            _LOG.exception("planned prices could not be applied")
        await asyncio.sleep(PRICES_EVERY_S)


async def _bring_notices(services: Services) -> None:
    """Lets the test provider, which has no program of its own, bring what it has to tell."""
    provider = services.payments.provider
    while isinstance(provider, TestProvider):
        await asyncio.sleep(NOTICES_EVERY_S)
        try:
            await sync_to_thread(provider.bring_due)
        except (DBAPIError, DatabaseBusy):
            _LOG.exception("notices could not be brought")


async def _give_back(services: Services) -> None:
    """Asks the provider to send back what was paid for accounts that were closed meanwhile."""
    while services.payments.provider is not None:
        await asyncio.sleep(GIVE_BACK_EVERY_S)
        try:
            await sync_to_thread(services.payments.give_back_due)
        except (DBAPIError, DatabaseBusy):
            _LOG.exception("payments could not be given back")


async def _sweep(services: Services) -> None:
    """Takes away, from time to time, what is over: photos nothing was made of, names, waits of a month ago."""
    pause_s = SWEEP_FIRST_AFTER_S  # an embedded backend may never run for an hour
    while True:
        await asyncio.sleep(pause_s)
        pause_s = SWEEP_EVERY_S
        try:
            await sync_to_thread(services.sweeper.sweep)
            await sync_to_thread(services.closing.forget_due)
            await sync_to_thread(services.facilities.measure_old)
        except (DBAPIError, DatabaseBusy, ObjectsAway):
            _LOG.exception("what is over could not be swept")


async def _check_books(services: Services) -> None:
    """Looks at the ledger once in each month, soon after its beginning or after a start."""
    pause_s = SWEEP_FIRST_AFTER_S
    while True:
        await asyncio.sleep(pause_s)
        pause_s = SWEEP_EVERY_S
        try:
            await sync_to_thread(services.monthly.run_due)
        except (DBAPIError, DatabaseBusy):
            _LOG.exception("the books could not be checked")


def _operation_id(
    handler: HTTPRouteHandler, method: Method, path: list[str | PathParameterDefinition]
) -> str:
    return handler.handler_name
