"""A small OpenID Connect provider: discovery, keys, codes bound to their challenge; lies on command."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from aiohttp import BasicAuth, web
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "mailbot", "s3cret"


class OidcProvider:
    """`async with OidcProvider() as provider:`; `claims` is who logs in, `lies` changes what the token says."""

    def __init__(self, **claims: Any) -> None:
        self.claims: dict[str, Any] = {"sub": "u-1", "email_verified": True, **claims}
        self.lies: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.key = RSAKey.generate_key(2048, {"kid": "first"})
        self.published = self.key
        self.codes: dict[str, dict[str, str]] = {}

    def approve(self, url: str) -> str:
        """Do what a person does at the provider: log in and agree; return the query of the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"code={code}&state={asked['state']}"

    async def _discovery(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        )

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [self.published.as_dict(private=False, kid="first")]})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self.codes.pop(str(form.get("code")), None)
        login = BasicAuth.decode(request.headers.get("Authorization", "Basic Og=="))
        verifier = str(form.get("code_verifier", "")).encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        fits = asked and asked["code_challenge"] == challenge and asked["redirect_uri"] == form.get("redirect_uri")
        if not fits or (login.login, login.password) != (CLIENT, SECRET):
            return web.json_response({"error": "invalid_grant"}, status=400)
        assert asked is not None
        return web.json_response(
            {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(asked["nonce"])}
        )

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        told = {
            "iss": self.issuer,
            "aud": CLIENT,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            **self.claims,
            **self.lies,
        }
        told = {name: value for name, value in told.items() if value is not None}
        if self.algorithm == "none":
            parts = ['{"alg":"none"}', __import__("json").dumps(told)]
            return ".".join(base64.urlsafe_b64encode(one.encode()).rstrip(b"=").decode() for one in parts) + "."
        if self.algorithm == "HS256":  # the classic: the public key's text as a secret
            return jwt.encode({"alg": "HS256"}, told, OctKey.import_key(self.key.as_pem(private=False)))
        return jwt.encode({"alg": self.algorithm, "kid": "first"}, told, self.key)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._discovery)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.issuer = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._runner.cleanup()
