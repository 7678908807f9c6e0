"""What the server says of itself, and its own description."""

from __future__ import annotations

from litestar import MediaType, Response, get
from litestar.serialization import encode_json

from contract import routes
from contract.server_info import API_VERSION, OLDEST_CLIENT, ServerInfo
from server import VERSION
from server.routes.access import services_of
from server.routes.problems import Api


@get(routes.SERVER, sync_to_thread=False)
def server_info(request: Api) -> ServerInfo:
    """Versions and the time; answered to anybody, and the sign that the server is well."""
    return ServerInfo(
        name="GettingOut",
        version=VERSION,
        api_version=API_VERSION,
        oldest_client=OLDEST_CLIENT,
        now=services_of(request).store.clock(),
    )


@get(routes.OPENAPI, include_in_schema=False, sync_to_thread=True)
def openapi_document(request: Api) -> Response[bytes]:
    """The description of every operation (OpenAPI 3.1)."""
    return Response(encode_json(request.app.openapi_schema.to_schema()), media_type=MediaType.JSON)
