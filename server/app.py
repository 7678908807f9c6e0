"""Builds the application: the JSON interface, the pages, and what runs beside them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Final

from litestar import Litestar, Router
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition
from sqlalchemy.exc import DBAPIError

from contract.limits import MAX_BODY_BYTES
from contract.server_info import API_VERSION
from server.config import Settings
from server.lane import WriteLane
from server.pages import page_routers
from server.routes import accounts, contacts, events, facilities, messages, money, server_info
from server.routes.access import embedded_only, served_client
from server.routes.problems import EXCEPTION_HANDLERS
from server.services.bundle import Services, build_services
from server.store.engine import DatabaseBusy
from server.streams import Streams

THREADS: Final = 8
"""Handlers at work at once. The database gives four connections and one turn to write; sign-ins wait on Argon2."""

LEASES_EVERY_S: Final = 15.0

_LOG: Final = logging.getLogger(__name__)


def build_app(settings: Settings, services: Services | None = None) -> Litestar:
    """The whole server. Services that were built elsewhere are used as they are, and closed at the end all the same."""
    services = services or build_services(settings)
    return Litestar(
        route_handlers=[json_interface(), *page_routers(services)],
        exception_handlers=dict(EXCEPTION_HANDLERS),
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
        guards=[embedded_only, served_client],
        route_handlers=[
            server_info.server_info,
            server_info.openapi_document,
            accounts.register,
            accounts.sign_in,
            accounts.sign_out,
            accounts.account,
            accounts.change_password,
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
            contacts.mark_read,
            messages.send_message,
            messages.messages,
            messages.message,
            messages.withdraw_message,
            money.balance,
            money.movements,
            money.redeem_voucher,
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
    tasks = [asyncio.create_task(streams.poll()), asyncio.create_task(_end_leases(services))]
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


def _operation_id(
    handler: HTTPRouteHandler, method: Method, path: list[str | PathParameterDefinition]
) -> str:
    return handler.handler_name
