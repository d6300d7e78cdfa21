"""Signing on with the firm's own OpenID Connect provider: authorization code with PKCE (RFC 7636, OpenID Connect Core 1.0).

Needs the extra `oidc`. The provider's answer is believed only when state, nonce, issuer, audience, signature and times
fit; an address counts only when the provider says that it verified it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailbot.errors import ConfigurationError, MailbotError, RefusedError, ServerUnreachable
from mailbot.model.person import Role, SignedOn, SignOnStart

#: Signatures that are believed: made with a key that only the provider has. Never `none`, never HMAC.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
#: Seconds that discovery and keys are kept, and that clocks may differ.
_KEEP, _LEEWAY = 3600, 60
_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class OidcSettings:
    """What a site sets."""

    issuer: str
    client_id: str
    client_secret: str = ""
    scope: str = "openid email profile"
    claim: str = "email"  # names the person by their address here; `email` must be verified
    role_claim: str = ""  # a text or a list of texts; "" leaves roles to us
    roles: Mapping[str, Role] | None = None  # value of the role claim -> role


class OidcSignOn:
    """Implements `mailbot.console.house.SignOn`."""

    def __init__(self, settings: OidcSettings, label: str = "") -> None:
        """Prepare; nothing is asked yet.

        Raises:
            ConfigurationError: the issuer is no https address (http is for loopback only), or the extra is not installed.
        """
        if not settings.issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ConfigurationError(
                "The OpenID Connect issuer must be an https address.", hint="Correct [oidc] issuer."
            )
        try:
            import authlib.integrations.httpx_client
            import joserfc.jwt  # noqa: F401
        except ImportError as error:
            raise ConfigurationError(
                "[oidc] needs the extra `oidc`.", hint="Run: pip install 'mailbot[oidc]'."
            ) from error
        self._client_of = authlib.integrations.httpx_client.AsyncOAuth2Client
        self._settings = settings
        self.label = label
        self._known: tuple[float, dict[str, Any], Any] | None = None

    async def start(self, redirect_uri: str) -> SignOnStart:
        """Return where to send the browser, and what must be remembered until it comes back.

        Raises:
            ServerUnreachable: the provider does not answer.
        """
        provider, _ = await self._provider()
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        async with self._client(redirect_uri) as client:
            url, state = client.create_authorization_url(
                provider["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
        return SignOnStart(url=url, state=state, nonce=nonce, verifier=verifier)

    async def finish(self, start: SignOnStart, code: str, redirect_uri: str) -> SignedOn:
        """Return who came back.

        Raises:
            RefusedError: the provider's answer does not hold.
            ServerUnreachable: the provider does not answer.
        """
        provider, keys = await self._provider()
        try:
            async with self._client(redirect_uri) as client:
                token = await client.fetch_token(
                    provider["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=start.verifier
                )
        except MailbotError:
            raise
        except Exception as error:
            raise _refused(type(error).__name__) from error
        try:
            claims = self._claims(str(token.get("id_token", "")), keys, start.nonce)
        except _UnknownKey:  # the provider changed its keys since we looked
            self._known = None
            _, keys = await self._provider()
            claims = self._claims(str(token.get("id_token", "")), keys, start.nonce)
        return self._who(claims)

    def _claims(self, id_token: str, keys: Any, nonce: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError

        wanted: dict[str, Any] = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
            "nonce": {"essential": True, "value": nonce},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        }
        try:
            token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(leeway=_LEEWAY, **wanted).validate(token.claims)
        except InvalidKeyIdError as error:
            raise _UnknownKey from error
        except (JoseError, ValueError) as error:
            raise _refused(type(error).__name__) from error
        audience = token.claims["aud"]
        others = isinstance(audience, list) and len(audience) > 1
        if (others or "azp" in token.claims) and token.claims.get("azp") != self._settings.client_id:
            raise _refused("azp")  # OpenID Connect Core section 3.1.3.7, 4 and 5
        return dict(token.claims)

    def _who(self, claims: Mapping[str, Any]) -> SignedOn:
        email = claims.get(self._settings.claim)
        if not isinstance(email, str) or "@" not in email:
            raise RefusedError(
                "The provider names no address ({claim}).",
                hint="Ask an admin to look at [oidc].",
                claim=self._settings.claim,
            )
        if self._settings.claim == "email" and claims.get("email_verified") is not True:
            # Whoever may write any address into their profile could otherwise become anybody here.
            raise RefusedError("The provider has not verified the address {email}.", hint="Ask an admin.", email=email)
        return SignedOn(email=email.strip().lower(), role=self._role(claims))

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        if not self._settings.role_claim:
            return None
        given = claims.get(self._settings.role_claim)
        values = [given] if isinstance(given, str) else given if isinstance(given, list) else []
        known = self._settings.roles or {}
        held = [known[one] for one in values if isinstance(one, str) and one in known]
        if not held:
            raise RefusedError("The provider gives you no role here.", hint="Ask an admin.")
        return next(role for role in (Role.ADMIN, Role.MANAGER, Role.AGENT) if role in held)

    def _client(self, redirect_uri: str) -> Any:
        secret = self._settings.client_secret
        return self._client_of(
            client_id=self._settings.client_id,
            client_secret=secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self._settings.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_SECONDS,
            trust_env=False,
        )

    async def _provider(self) -> tuple[dict[str, Any], Any]:
        """Return the provider's discovery document and keys, asked for once an hour."""
        if self._known and time.monotonic() - self._known[0] < _KEEP:
            return self._known[1], self._known[2]
        from joserfc.jwk import KeySet

        issuer = self._settings.issuer
        try:
            document = await self._get(issuer.rstrip("/") + "/.well-known/openid-configuration")
            if document.get("issuer") != issuer:
                raise _refused("issuer")
            keys = KeySet.import_key_set(await self._get(document["jwks_uri"]))  # type: ignore[arg-type]
        except MailbotError:
            raise
        except Exception as error:
            raise ServerUnreachable(
                "The sign-on provider cannot be reached.", hint="Log in with your password, or try again later."
            ) from error
        self._known = (time.monotonic(), document, keys)
        return document, keys

    async def _get(self, url: str) -> dict[str, Any]:
        import httpx

        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
            answer = (await client.get(url)).raise_for_status().json()
        return dict(answer)


class _UnknownKey(Exception):
    """The token is signed with a key that we have not seen."""


def _refused(what: str) -> RefusedError:
    return RefusedError("The sign-on provider's answer does not hold ({what}).", hint="Try once more.", what=what)
