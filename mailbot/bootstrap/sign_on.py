"""The firm's own login provider, wired."""

from __future__ import annotations

from mailbot.adapters.oidc import OidcSettings, OidcSignOn
from mailbot.config import Settings
from mailbot.errors import ConfigurationError
from mailbot.model.person import Role
from mailbot.secret import read_secret


def wired_sign_on(settings: Settings) -> OidcSignOn | None:
    """Return the provider, None when the site has none.

    Raises:
        ConfigurationError: the console has no public address for the way back, or a setting makes no sense.
    """
    chosen = settings.oidc
    if chosen is None:
        return None
    if not settings.console.public_url:
        raise ConfigurationError(
            "[oidc] needs the console's public address.",
            hint="Set [console] public_url, as in https://desk.example.com.",
        )
    secret = ""
    if chosen.client_secret is not None or chosen.client_secret_file is not None:
        secret = read_secret(chosen.client_secret, chosen.client_secret_file, "the client secret of [oidc]")
    return OidcSignOn(
        OidcSettings(
            issuer=chosen.issuer,
            client_id=chosen.client_id,
            client_secret=secret,
            claim=chosen.claim,
            role_claim=chosen.role_claim,
            roles={value: Role(role) for value, role in chosen.roles.items()},
        ),
        chosen.label,
    )
