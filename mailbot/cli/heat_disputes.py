"""`mailbot heat disputes`: what people said against the heat of mails, as labelled cases."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from mailbot.adapters.heat_disputes import labelled_row
from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import errors, write_json
from mailbot.config import find_configuration, load_policy, load_settings
from mailbot.store.disputes import Disputes
from mailbot.triage.disputes import DisputedMail


def disputes(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="File to write; standard output when absent.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only what was disputed from this day (UTC) on.")] = None,
) -> None:
    """Write each disputed mail with its corrected labels: cases for `heat eval`, `train` and `calibrate`."""
    settings = load_settings(find_configuration(context.obj))
    policy = load_policy(settings.policy_file).heat

    async def read() -> Sequence[DisputedMail]:
        async with opened_store(settings) as db:
            return await Disputes(db).mails(since.replace(tzinfo=UTC) if since else None)

    rows = [labelled_row(mail, policy) for mail in asyncio.run(read())]
    if out is None:
        for row in rows:
            write_json(row)
        return
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    errors.print(f"{len(rows)} disputed mails -> {out}. Next: mailbot heat calibrate {out}", markup=False)
