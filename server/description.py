"""The OpenAPI document of the JSON interface, as text that is the same wherever it is written."""

from __future__ import annotations

import json

from litestar import Litestar

from server.app import describe, json_interface


def description() -> str:
    """The document as it stands in `contract/openapi.json`; needs no database."""
    app = Litestar(route_handlers=[json_interface()], openapi_config=describe(), logging_config=None)
    document = app.openapi_schema.to_schema()
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
