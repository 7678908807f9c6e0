"""A small object store that speaks as much of S3 as the server needs: put, get, head, delete and list, in memory."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from typing_extensions import override


class S3Like:
    """One bucket; it can be away, or deny everything. Each request must be signed, with whatever key."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.written_at: dict[str, datetime] = {}
        self.is_away = False
        self.is_denying = False
        self.requests: list[str] = []


@contextmanager
def s3_like(bucket: str = "photos") -> Iterator[tuple[S3Like, str]]:
    """The bucket and its address, until the block ends."""
    kept = S3Like()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            place = urlsplit(self.path)
            key = unquote(place.path).removeprefix(f"/{bucket}").lstrip("/")
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            kept.requests.append(f"{self.command} {key}")
            if kept.is_away:
                return self.say(503)
            if kept.is_denying or not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 "):
                return self.say(403)
            if self.command == "PUT":
                kept.objects[key] = body
                kept.written_at[key] = datetime.now(UTC).replace(microsecond=0)
                return self.say(200, key=key)
            if self.command == "POST":
                return self.say(200, self.deleted(re.findall("<Key>([^<]*)</Key>", body.decode())))
            if not key:
                return self.say(200, self.listing(parse_qs(place.query).get("prefix", [""])[0]))
            if key not in kept.objects:
                return self.say(404)
            return self.say(200, kept.objects[key], key)

        def listing(self, prefix: str) -> bytes:
            rows = "".join(
                f"<Contents><Key>{key}</Key><LastModified>{kept.written_at[key].isoformat()}</LastModified>"
                f'<ETag>"x"</ETag><Size>{len(data)}</Size></Contents>'
                for key, data in sorted(kept.objects.items())
                if key.startswith(prefix)
            )
            return f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()

        def deleted(self, keys: list[str]) -> bytes:
            for key in keys:
                kept.objects.pop(key, None)
            rows = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            return f"<DeleteResult>{rows}</DeleteResult>".encode()

        def say(self, status: int, body: bytes = b"", key: str = "") -> None:
            self.send_response(status)
            if key:
                self.send_header("ETag", f'"{hashlib.md5(kept.objects[key]).hexdigest()}"')
                self.send_header("Last-Modified", format_datetime(kept.written_at[key], usegmt=True))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = do_POST = answer  # noqa: N815 - the names http.server looks for

        @override
        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, name="s3")
    thread.start()
    try:
        yield kept, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
