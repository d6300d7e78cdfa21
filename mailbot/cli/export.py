"""`mailbot export`: write out everything held about a person."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime
from typing import Annotated, Any

import typer

from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import write_json
from mailbot.config import find_configuration, load_settings
from mailbot.store.erasure import held_about


def export(context: typer.Context, email: Annotated[str, typer.Argument(help="The person's mail address.")]) -> None:
    """Print everything held about a person as one JSON object: table -> rows."""
    settings = load_settings(find_configuration(context.obj))

    async def read() -> dict[str, Any]:
        async with opened_store(settings) as db:
            return await held_about(db, email)

    write_json(_plain(asyncio.run(read())))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value
