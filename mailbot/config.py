"""Settings: `mailbot.toml`, overridden by `MAILBOT_…` variables; the only reader of the environment.

A nested setting's variable joins the names by two underscores: `[store] url` is `MAILBOT_STORE__URL`,
`[mailbox.support.imap] password_file` is `MAILBOT_MAILBOX__SUPPORT__IMAP__PASSWORD_FILE`. Every secret has a
`…_file` twin whose file is read once, at start.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from mailbot.config_variables import no_such_setting
from mailbot.config_words import (
    EachOnce,
    Host,
    Keyword,
    MailAddress,
    OneLine,
    OptionalLine,
    OptionalWebAddress,
    TelephoneNumber,
    WebAddress,
    Zone,
)
from mailbot.errors import ConfigurationError, PolicyError
from mailbot.model.policy import Policy
from mailbot.model.policy_sense import objections
from mailbot.secret import read_secret

Security = Literal["tls", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]


class Section(BaseModel):
    """A table of mailbot.toml: frozen, and a misspelt name is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Login(Section):
    """How to log in to a mail server."""

    host: Host
    port: Port
    security: Security = "tls"
    user: str = ""
    password: SecretStr | None = None
    password_file: Path | None = None
    auth: Literal["password", "xoauth2", "oauthbearer", "none"] = "password"
    ca_file: Path | None = None  # further certificate authority to trust

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.password is not None and self.password_file is not None:
            raise ValueError("give password or password_file, not both")
        if self.auth == "password" and self.password is None and self.password_file is None:
            raise ValueError("password or password_file is missing")
        if self.security == "none" and self.host not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError(
                f'security = "none" would send the password to {self.host} in the clear; use tls or starttls'
            )
        return self

    def secret(self) -> str:
        """Return the password, reading its file if it has one.

        Raises:
            ConfigurationError: the file cannot be read.
        """
        return read_secret(
            self.password, self.password_file, f"the password of {self.user or 'this login'} at {self.host}"
        )


class Imap(Login):
    """The mailbox to watch."""

    port: Port = 993
    folders: Annotated[tuple[OneLine, ...], Field(min_length=1), EachOnce] = ("INBOX",)
    sent_folder: str | None = None  # found by SPECIAL-USE when not given (RFC 6154)
    drafts_folder: str | None = None
    mirror_drafts: bool = False  # put drafts into the Drafts folder too
    mark_keyword: Keyword | None = None  # keyword set after a mail is recorded; None leaves the mailbox untouched
    first_look_days: int = Field(default=7, ge=0, le=36_500)  # the first time: older mails are left alone
    poll_seconds: int = Field(default=120, ge=5, le=86_400)  # safety poll beside IDLE
    idle_seconds: int = Field(default=1500, ge=30, le=1740)  # renewed within 29 minutes (RFC 2177)


class Smtp(Login):
    """Where replies leave."""

    port: Port = 465
    data_timeout_seconds: int = Field(default=600, ge=30, le=86_400)  # RFC 5321 section 4.5.3.2.6
    per_minute: int = Field(default=30, ge=1)
    dkim_selector: str | None = None
    dkim_key_file: Path | None = None


class OAuth(Section):
    """OAuth2 for Google or Microsoft 365."""

    provider: Literal["google", "microsoft"]
    client_id: str = ""
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    tenant: str = "common"
    token_file: Path  # refresh tokens; rewritten atomically when they rotate


class Mailbox(Section):
    """A shared mailbox: the address customers write to."""

    address: MailAddress
    display_name: OptionalLine = ""
    aliases: tuple[MailAddress, ...] = ()  # other addresses of ours that reach this mailbox
    authserv_ids: tuple[str, ...] = ()  # our own receiving servers in Authentication-Results (RFC 8601)
    default_language: str = "en"
    zone: Zone = "UTC"
    team: str = ""  # shown as signature below the agent's name
    imap: Imap
    smtp: Smtp
    oauth: OAuth | None = None

    @model_validator(mode="after")
    def _tokens(self) -> Self:
        if self.oauth is None and {self.imap.auth, self.smtp.auth} & {"xoauth2", "oauthbearer"}:
            raise ValueError('auth = "xoauth2" and "oauthbearer" need a table oauth')
        return self


class Store(Section):
    """Where rows live."""

    url: str = "sqlite:///mailbot.sqlite3"
    listen_url: str = ""  # a line to PostgreSQL past PgBouncer, for wake-ups only; empty: url


class Console(Section):
    """The page where agents work."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8025
    public_url: OptionalWebAddress = ""  # as browsers and Twilio see it, "https://desk.example.com"
    secret_key: SecretStr | None = None  # signs links; made by `mailbot init`
    secret_key_file: Path | None = None
    insecure_cookies: bool = False  # only for http on loopback


class Twilio(Section):
    """The telephone account."""

    account_sid: str
    auth_token: SecretStr | None = None
    auth_token_file: Path | None = None
    previous_auth_token: SecretStr | None = None  # accepted too while tokens rotate
    caller_id: TelephoneNumber  # E.164, a Twilio or verified number
    base_url: OptionalWebAddress = ""  # another REST endpoint, for the simulated network
    armed: bool = False  # false: everything but the dialling


class Llm(Section):
    """An OpenAI-compatible writer; off unless this table is present."""

    base_url: WebAddress
    model: OneLine
    api_key: SecretStr | None = None
    api_key_file: Path | None = None
    timeout_seconds: float = Field(default=30.0, gt=0, le=3600)
    drafts_per_day: int = Field(default=200, ge=0)


class Alarm(Section):
    """Whom to tell that a mailbox gives no mail any more, by another way than that mailbox."""

    after_minutes: int = Field(default=15, ge=0, le=52_560_000)  # without a successful look; 0 tells nobody
    to: tuple[MailAddress, ...] = ()  # addresses outside the watched mailboxes; empty: the managers


class Oidc(Section):
    """Logins of the firm's own OpenID Connect provider, beside passwords."""

    issuer: WebAddress  # exactly as the provider names itself
    client_id: str
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    label: str = "OpenID Connect"  # on the login page
    claim: str = "email"  # names the person by address; `email` counts only when verified
    role_claim: str = ""  # a text or list of texts; "": roles are set in the console
    roles: dict[str, Literal["agent", "manager", "admin"]] = Field(
        default_factory=dict
    )  # value of the role claim -> role


class Webhooks(Section):
    """Where other programs may be told."""

    allow_networks: tuple[IPvAnyNetwork, ...] = ()  # networks of one's own that receivers may stand in; http only there
    timeout_seconds: float = Field(default=15.0, gt=0, le=60)
    ca_file: Path | None = None  # further certificate authority to trust


class Log(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class Settings(BaseSettings):
    """Everything that a site configures."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="MAILBOT_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    company: str = ""
    mailbox: dict[str, Mailbox] = Field(default_factory=dict)
    store: Store = Store()
    console: Console = Console()
    twilio: Twilio | None = None
    llm: Llm | None = None
    webhooks: Webhooks = Webhooks()
    oidc: Oidc | None = None
    log: Log = Log()
    alarm: Alarm = Alarm()
    policy_file: Path | None = None
    templates_dir: Path | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file; nothing else is read."""
        return env_settings, init_settings


def load_settings(path: Path | None) -> Settings:
    """Read the configuration file (None: variables and defaults alone).

    Raises:
        ConfigurationError: the file is absent, no TOML, or a setting is missing, unknown or contradictory.
    """
    return settled(_read_toml(path, ConfigurationError) if path else {}, str(path or "the MAILBOT_ variables"))


def settled(values: Mapping[str, Any], where: str) -> Settings:
    """Return the settings that the tables of a configuration make; `where` names their file in errors.

    Raises:
        ConfigurationError: a setting is missing, unknown or contradictory.
    """
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigurationError(_explain(error, where, Settings)) from error
    except SettingsError as error:  # a variable for a whole table; it says which, and never the value
        raise ConfigurationError(
            f"A MAILBOT_ variable for a whole table must be JSON: {error}.",
            hint="Set its settings one by one, as in MAILBOT_STORE__URL.",
        ) from error


def find_configuration(given: Path | None) -> Path | None:
    """Return the configuration file: as given, `MAILBOT_CONFIG`, or ./mailbot.toml if it exists."""
    named = given or (Path(os.environ["MAILBOT_CONFIG"]) if "MAILBOT_CONFIG" in os.environ else None)
    if named:
        return named
    here = Path("mailbot.toml")
    return here if here.exists() else None


def load_policy(path: Path | None = None) -> Policy:
    """Return the built-in policy with a site's file laid over it.

    Raises:
        PolicyError: the file cannot be read, names something unknown or holds a value out of place.
    """
    values = _read_toml(Path(__file__).parent / "policy.toml", PolicyError)
    if path:
        values = _overlay(values, _read_toml(path, PolicyError))
    _refuse_unknown(Policy, values, str(path or "policy.toml"), ())
    try:
        policy = TypeAdapter(Policy).validate_python(values)
    except ValidationError as error:
        raise PolicyError(_explain(error, str(path or "policy.toml"))) from error
    if senseless := list(objections(policy)):
        raise PolicyError(f"{path or 'policy.toml'}: {'; '.join(senseless)}.")
    return policy


def _read_toml(path: Path, kind: type[ConfigurationError] | type[PolicyError]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        todo = (
            "Take policy_file out of the settings, or make it."
            if kind is PolicyError
            else "Run `mailbot init` to make one."
        )
        raise kind(f"{path} does not exist.", hint=todo) from error
    except (OSError, UnicodeDecodeError) as error:
        raise kind(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise kind(f"{path} is not valid TOML: {error}.") from error


def _overlay(base: dict[str, Any], site: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in site.items():
        below = merged.get(key)
        merged[key] = _overlay(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _refuse_unknown(kind: type, values: Mapping[str, Any], where: str, path: tuple[str, ...]) -> None:
    """Refuse names that no dataclass field has; dataclasses ignore them silently otherwise."""
    hints: dict[str, Any] = {field.name: field.default_factory for field in fields(kind)}
    each = {field.name: field.metadata["each"] for field in fields(kind) if "each" in field.metadata}
    for name, value in values.items():
        if name not in hints:
            known = ", ".join(sorted(hints))
            raise PolicyError(
                f"{where}: {'.'.join((*path, name))} is not a policy setting.", hint=f"Known here: {known}."
            )
        factory = hints[name]
        if isinstance(value, dict) and isinstance(factory, type) and is_dataclass(factory):
            _refuse_unknown(factory, value, where, (*path, name))
        for key, table in value.items() if name in each and isinstance(value, dict) else ():
            if isinstance(table, dict):
                _refuse_unknown(each[name], table, where, (*path, name, key))


def _explain(error: ValidationError, where: str, settings: type[BaseModel] | None = None) -> str:
    problems = [
        no_such_setting([str(part) for part in item["loc"]], settings, os.environ)
        if settings and item["type"] == "extra_forbidden"
        else f"{'.'.join(str(part) for part in item['loc']) or 'settings'}: {_plain(item['msg'])}"
        for item in error.errors(include_url=False, include_input=False)
    ]
    return f"{where}: " + "; ".join(problems) + "."


def _plain(message: str) -> str:
    return (
        message.removeprefix("Value error, ").replace("Extra inputs are not permitted", "no such setting").rstrip(".")
    )


__all__ = [
    "Console",
    "Imap",
    "Llm",
    "Log",
    "Login",
    "Mailbox",
    "OAuth",
    "Settings",
    "Smtp",
    "Store",
    "Twilio",
    "find_configuration",
    "load_policy",
    "load_settings",
    "settled",
]
