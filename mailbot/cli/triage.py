"""`mailbot triage`: weigh mails or texts, one JSON object a line."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track

from mailbot.adapters.mail_files import MailFile, mails_in
from mailbot.adapters.parser import ParserPool
from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.cli.lines import Readable, language_of, numbered, object_of, text_of
from mailbot.cli.output import errors, write_json
from mailbot.config import load_policy
from mailbot.errors import UnreadableMail, UsageError
from mailbot.mail.language import detect
from mailbot.model.heat import Band, Flag, Heat, Kind, Reading
from mailbot.model.message import InboundMessage
from mailbot.model.policy import Policy
from mailbot.model.turn import Turn

_WORKERS = 2
_AHEAD = 8  # mails in parsing while one is weighed; bounds what is held in memory

#: A file's name, with its mail or with the sentence that says why there is none.
Parsed = tuple[str, InboundMessage | str]


def triage(
    paths: Annotated[
        list[str] | None, typer.Argument(help=".eml files, folders, mbox files, Maildirs; - for standard input.")
    ] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help='Read JSON Lines {"id","text","lang"?} from standard input.')
    ] = False,
    format: Annotated[str, typer.Option(help="Only jsonl.")] = "jsonl",
    policy: Annotated[Path | None, typer.Option(help="A policy file laid over the built-in one.")] = None,
) -> None:
    """Weigh mails: heat and why, kind, category, facts."""
    if format != "jsonl":
        raise typer.BadParameter("Only jsonl is known.", param_hint="--format")
    if not texts and not paths:
        raise UsageError("No mail was named.", hint="Give files or folders, - for standard input, or --texts.")
    rules = load_policy(policy)
    if texts:
        failed = _write(_texts(load_judge(rules, posts=True), sys.stdin.buffer))
    else:
        failed = asyncio.run(_mails(rules, paths or []))
    raise typer.Exit(1 if failed else 0)


def _write(answers: Iterable[dict[str, Any]]) -> bool:
    """Write answers; whether one of them is an error."""
    failed = False
    for answer in answers:
        failed |= "error" in answer
        write_json(answer)
    return failed


async def _mails(rules: Policy, paths: list[str]) -> bool:
    """Parse in processes that may be killed, weigh here, write in the order of the input; whether one failed."""
    failed = False
    async with ParserPool(workers=_WORKERS) as pool:
        ahead: deque[asyncio.Task[Parsed]] = deque()
        judging = asyncio.create_task(asyncio.to_thread(load_judge, rules))  # while the workers start
        files = _tracked(_found(paths))
        for file in files:
            ahead.append(asyncio.create_task(_parsed(pool, file)))
            if len(ahead) >= _AHEAD:
                failed |= await _weighed(await judging, ahead.popleft())
        while ahead:
            failed |= await _weighed(await judging, ahead.popleft())
    return failed


def _found(paths: Iterable[str]) -> Iterator[MailFile]:
    """Yield the mails of all paths; a path that holds none is told, for silence looks like success."""
    for path in paths:
        found = False
        for file in mails_in((path,)):
            found = True
            yield file
        if not found:
            errors.print(
                f"mailbot: {path} holds no mails: a folder is searched for files that end in .eml.", markup=False
            )


def _tracked(files: Iterable[MailFile]) -> Iterable[MailFile]:
    if not sys.stderr.isatty():
        return files
    return track(files, description="Weighing", console=errors, transient=True)


async def _parsed(pool: ParserPool, file: MailFile) -> Parsed:
    if file.error:
        return file.name, file.error
    try:
        return file.name, await pool.parse(file.raw)
    except UnreadableMail as error:
        return file.name, error.sentence()


async def _weighed(judge: Judge, parsing: asyncio.Task[Parsed]) -> bool:
    name, parsed = await parsing
    if isinstance(parsed, str):
        return _write([{"file": name, "error": parsed}])
    # In a thread, so that the parsers are fed meanwhile.
    return _write([{"file": name, **await asyncio.to_thread(described, judge, parsed)}])


def described(judge: Judge, message: InboundMessage) -> dict[str, Any]:
    """Return the fields of one mail as INTERFACES names them."""
    head = {
        "message_id": message.message_id,
        "from": message.sender.email,
        "subject": message.subject,
        "date": message.sent_at.isoformat() if message.sent_at else None,
        "language": message.language,
        "new_text": message.new_text,
    }
    if message.automatic is not None:
        return head | _automated(message)
    reading = judge.read(message.new_text, message.language, message.subject)
    facts = judge.facts((Turn.from_message(message),), message.language)
    flags = set(reading.flags) | ({Flag.PREMIUM_NUMBER} if facts.value("phone_kind") else set())
    return head | {
        "kind": reading.kind.value,
        "heat": round(reading.heat.value, 4),
        "band": reading.heat.band.value,
        "category": reading.category.value,
        "order_ref": facts.value("order_ref"),
        "phone": facts.value("phone"),
        "flags": sorted(flag.value for flag in flags),
        "customer_name": facts.value("customer_name"),
        "urgent": reading.urgent,
        "signals": _signals(reading.heat),
    }


def _automated(message: InboundMessage) -> dict[str, Any]:
    return {
        "kind": Kind.AUTOMATED.value,
        "heat": 0.0,
        "band": Band.NONE.value,
        "category": "other",
        "order_ref": None,
        "phone": None,
        "flags": [],
        "customer_name": None,
        "urgent": False,
        "signals": [],
        "automatic": message.automatic.value if message.automatic else None,
        "automatic_reason": message.automatic_reason,
    }


def _signals(heat: Heat) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "weight": round(one.weight, 6), "evidence": list(one.evidence) if one.evidence else None}
        for one in heat.signals
    ]


#: Lines weighed at once.
_BATCH = 64


def _texts(judge: Judge, source: Readable) -> Iterator[dict[str, Any]]:
    lines = numbered(source)
    while batch := list(islice(lines, _BATCH)):
        yield from _weighed_texts(judge, [_asked(line, number) for number, line in batch])


def _asked(line: bytes, number: int) -> dict[str, Any]:
    """Return id, text and language of a line, or the error in its place."""
    identity: object = None
    try:
        data = object_of(line)
        identity = data.get("id")
        text = text_of(data, "text")
        language = language_of(data, "lang") or detect(text)
    except ValueError as error:
        return {"id": identity, "error": f"Line {number} is not an object with a text: {error}."}
    return {"id": identity, "text": text, "language": language}


def _weighed_texts(judge: Judge, asked: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    good = [one for one in asked if "error" not in one]
    readings = iter(judge.read_many([one["text"] for one in good], [one["language"] for one in good], twice=False))
    for one in asked:
        yield one if "error" in one else _answered(one, next(readings))


def _answered(asked: dict[str, Any], reading: Reading) -> dict[str, Any]:
    return {
        "id": asked["id"],
        "heat": round(reading.heat.value, 4),
        "band": reading.heat.band.value,
        "language": asked["language"],
        "kind": reading.kind.value,
        "flags": sorted(flag.value for flag in reading.flags),
    }
