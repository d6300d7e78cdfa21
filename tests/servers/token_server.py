"""A local OAuth2 token endpoint: counts refreshes, rotates refresh tokens, refuses on command (RFC 6749)."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs


class TokenServer:
    """`with TokenServer() as server:` then `server.url`. Only the newest refresh token is accepted."""

    def __init__(self) -> None:
        self.refreshes = 0
        self.current = "refresh-0"
        self.refuse = False
        self.trouble: tuple[int, str] | None = None  # status and error of a server that is not well
        self.expires_in = 3600
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, answer = outer.answer(form)
                self._send(status, answer)

            def do_GET(self) -> None:  # Microsoft's discovery document
                self._send(200, outer.discovery())

            def _send(self, status: int, answer: dict[str, Any]) -> None:
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def answer(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Answer a refresh request."""
        if self.trouble is not None:
            return self.trouble[0], {"error": self.trouble[1]}
        if self.refuse or form.get("refresh_token") != [self.current]:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        self.refreshes += 1
        self.current = f"refresh-{self.refreshes}"
        return 200, {
            "access_token": f"access-{self.refreshes}",
            "expires_in": self.expires_in,
            "refresh_token": self.current,
            "token_type": "Bearer",
            "scope": "https://mail.google.com/",
        }

    def discovery(self) -> dict[str, Any]:
        """Return Microsoft's OpenID discovery document; the caller sends its addresses here."""
        base = "https://login.microsoftonline.com/tenant"
        return {
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "issuer": f"{base}/v2.0",
        }

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
