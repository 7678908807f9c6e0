"""A table as a CSV file that no spreadsheet can mistake for formulas (threat T10)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from litestar import Response

from contract.cells import harmless
from server.web.pages import HEADERS


def table_file(name: str, rows: Iterable[Sequence[object]]) -> Response[bytes]:
    """The rows as `name`, to be saved; in UTF-8 with its mark, as spreadsheets expect."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([cell(one) for one in row])
    return saved(name, "text/csv; charset=utf-8", ("\ufeff" + file.getvalue()).encode())


def saved(name: str, media_type: str, data: bytes) -> Response[bytes]:
    """Bytes as a file to be saved, never to be shown."""
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)


def cell(value: object) -> object:
    """A number as it is; a text that a spreadsheet would calculate with a quote before it."""
    return harmless(value) if isinstance(value, str) else value
