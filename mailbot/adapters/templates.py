"""Playbooks and phrases from TOML files: shipped ones, and a site's own laid over them file by file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import mailbot
from mailbot.errors import TemplateError
from mailbot.model.phrases import Phrases, Playbooks, ProblemText
from mailbot.model.playbook import Playbook, PlaybookStep, Slot
from mailbot.triage.wording import required_slots, slots_in

#: Slots that drafting fills in every case.
ALWAYS = frozenset({"problem", "about", "next_word", "follow_up", "team", "question", "name"})
#: Slots that drafting fills when the case holds them.
SOMETIMES = frozenset({"phone", "call_at", "call_wish", "asks", "feeling"})
_ADDRESS = frozenset({"addr", "me", "we"})  # forms of address, for languages that need them
_CLAUSE_SLOTS = frozenset(
    {
        "thing",
        "ref",
        "promised",
        "amount",
        "duration",
        "times",
        "number",
        "mail_date",
        "problem",
        "items",
        "since",
        "kin",
    }
)
#: What a customer may ask for (`mailbot.triage.wish`).
WISHES = frozenset(
    "refund refund_part replacement rest delivery repair correction written_answer written_apology explanation cancellation waiver compensation apology".split()
)
_SECTIONS = ("greeting", "closing", "time", "money", "refs", "kinds", "join", "things", "problems", "ask", "teams")


def shipped_templates() -> Path:
    """Return the folder of the shipped templates: in the package, or beside it in a source tree."""
    package = Path(mailbot.__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def load_playbooks(site: Path | None = None, *, default_language: str = "en") -> Playbooks:
    """Read and check every playbook and every language's phrases.

    Args:
        site: a folder laid out like the shipped one; each file in it replaces the shipped file of the same place.
        default_language: written in when neither the customer's language nor its base is there.

    Raises:
        TemplateError: a file is unreadable or incomplete; says which file, language and slot. Or `site` is no folder:
            then all its words would be missing without a word.
    """
    if site is not None and not site.is_dir():
        raise TemplateError(
            f"The folder of the site's own words {site} {'is no folder' if site.exists() else 'does not exist'}.",
            hint="Mend `templates_dir`, or make the folder; it may be empty.",
        )
    folders = [folder for folder in (site, shipped_templates()) if folder is not None]
    phrases = {name: _phrases(path, name) for name, path in _files(folders, "phrases")}
    if default_language not in phrases:
        raise TemplateError(
            f"There are no phrases for the default language {default_language!r}.",
            hint=f"Add phrases/{default_language}.toml.",
        )
    _check_phrases(phrases, default_language)
    names = sorted({path.name for folder in folders for path in (folder / "playbooks").glob("*") if path.is_dir()})
    items = [_playbook(folders, name, frozenset(phrases)) for name in names]
    return Playbooks(items={item.id: item for item in items}, phrases=phrases, default_language=default_language)


def _files(folders: list[Path], place: str) -> Iterator[tuple[str, Path]]:
    """Yield (stem, path) of the TOML files of a place, a site's file before the shipped one."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / place).glob("*.toml")):
            found.setdefault(path.stem, path)
    yield from sorted(found.items())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(
            f"{path} cannot be read: {error}.", hint="Mend the file or remove it to get the shipped one."
        ) from error


def _phrases(path: Path, language: str) -> Phrases:
    data = _read(path)
    missing = [section for section in _SECTIONS if not isinstance(data.get(section), dict)]
    if missing:
        raise TemplateError(
            f"{path} ({language}) has no section [{missing[0]}].", hint="Copy it from the shipped file."
        )
    time = dict(data["time"])
    try:
        return Phrases(
            language=language,
            register=str(data.get("register", "")),
            greeting=data["greeting"],
            closing=data["closing"],
            months=tuple(time.pop("months")),
            weekdays=tuple(time.pop("weekdays")),
            time=time,
            money=data["money"],
            refs=data["refs"],
            kinds=data["kinds"],
            join=data["join"],
            things=data["things"],
            problems={
                name: ProblemText(clause=text["clause"], question=text["question"])
                for name, text in data["problems"].items()
            },
            ask={key: value for key, value in data["ask"].items() if isinstance(value, str)},
            ask_items=data["ask"]["items"],
            teams=data["teams"],
            salutation=data.get("salutation", {}),
            feelings=data.get("feelings", {}),
            kin=data.get("kin", {}),
            wishes=data.get("wishes", {}),
            small=frozenset(str(data.get("small", "")).split()),
        )
    except (KeyError, TypeError) as error:
        raise TemplateError(f"{path} ({language}) lacks {error}.", hint="Copy it from the shipped file.") from error


def _check_phrases(phrases: Mapping[str, Phrases], default: str) -> None:
    """Every language has the same keys and only known slots."""
    for language, own in phrases.items():
        if (len(own.months), len(own.weekdays)) != (12, 7):
            raise TemplateError(f"phrases/{language}.toml does not name 12 months and 7 weekdays.")
        for section in (
            "greeting",
            "closing",
            "time",
            "money",
            "refs",
            "kinds",
            "join",
            "things",
            "problems",
            "ask",
            "ask_items",
            "teams",
        ):
            wanted, there = set(getattr(phrases[default], section)), set(getattr(own, section))
            if wanted != there:
                odd = sorted(wanted ^ there)[0]
                state = "lacks" if odd in wanted else "does not know"
                raise TemplateError(
                    f"phrases/{language}.toml {state} {odd!r} in [{section}].",
                    hint=f"Compare it with phrases/{default}.toml.",
                )
        _check_wishes(language, own)
        opening = " ".join(own.salutation.values())
        _check_slots(f"phrases/{language}.toml [salutation]", language, opening, frozenset({"name", "given", "family"}))
        for name, text in own.problems.items():
            _check_slots(
                f"phrases/{language}.toml [problems.{name}]",
                language,
                text.clause + text.question,
                _CLAUSE_SLOTS | _ADDRESS,
            )
            if not text.clause.strip() or not text.question.strip():
                raise TemplateError(f"phrases/{language}.toml [problems.{name}] holds an empty text.")


def _check_wishes(language: str, own: Phrases) -> None:
    """A language may leave the wishes out; those that it names are known and use no slot but the sum."""
    for name, text in own.wishes.items():
        if name not in WISHES:
            raise TemplateError(
                f"phrases/{language}.toml does not know {name!r} in [wishes].",
                hint=f"Known are {', '.join(sorted(WISHES))}.",
            )
        _check_slots(f"phrases/{language}.toml [wishes]", language, text, frozenset({"amount"}) | _ADDRESS)


def _playbook(folders: list[Path], name: str, languages: frozenset[str]) -> Playbook:
    files = dict(_files(folders, f"playbooks/{name}"))
    if "playbook" not in files:
        raise TemplateError(f"playbooks/{name} has no playbook.toml.", hint="It names the steps in order.")
    frame = _read(files.pop("playbook"))
    slots = tuple(_slot(slot) for slot in frame.get("slot", []))
    texts = {language: _read(path) for language, path in files.items()}
    if not texts:
        raise TemplateError(f"playbooks/{name} has no texts.", hint=f"Add playbooks/{name}/en.toml.")
    steps = tuple(_step(name, step, texts) for step in frame.get("step", []))
    _check_playbook(name, steps, slots, texts, languages)
    return Playbook(
        id=str(frame.get("id", name)),
        steps=steps,
        slots=slots,
        subjects={language: str(text["subject"]) for language, text in texts.items()},
        follow_up=frame.get("follow_up"),
        rules=tuple(frame.get("rules", ())),
        version=str(frame.get("version", "1")),
    )


def _slot(data: Mapping[str, Any]) -> Slot:
    return Slot(
        name=str(data["name"]),
        required=not data.get("optional", False),
        ask_customer=bool(data.get("ask_customer", False)),
    )


def _step(playbook: str, data: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> PlaybookStep:
    step = str(data["id"])
    variants: dict[str, tuple[str, ...]] = {}
    for language, text in texts.items():
        own = text.get("steps", {}).get(step)
        if not own or not all(isinstance(variant, str) and variant.strip() for variant in own):
            raise TemplateError(
                f"playbooks/{playbook}/{language}.toml has no text for the step {step!r}.",
                hint="Every language needs every step.",
            )
        variants[language] = tuple(own)
    return PlaybookStep(
        id=step,
        optional=bool(data.get("optional", False)),
        paragraph=bool(data.get("paragraph", False)),
        texts=variants,
    )


def _check_playbook(
    name: str,
    steps: tuple[PlaybookStep, ...],
    slots: tuple[Slot, ...],
    texts: Mapping[str, Mapping[str, Any]],
    languages: frozenset[str],
) -> None:
    known = ALWAYS | SOMETIMES | _ADDRESS | {slot.name for slot in slots}
    for language, text in texts.items():
        place = f"playbooks/{name}/{language}.toml"
        if language not in languages:
            raise TemplateError(f"{place} is in a language without phrases.", hint=f"Add phrases/{language}.toml.")
        if not str(text.get("subject", "")).strip():
            raise TemplateError(f"{place} has no subject.")
        odd = sorted(set(text["steps"]) - {step.id for step in steps})
        if odd:
            raise TemplateError(f"{place} has a step {odd[0]!r} that playbook.toml does not name.")
        _check_slots(place, language, str(text["subject"]), ALWAYS | _ADDRESS)
    for step in steps:
        _check_step(name, step, known)


def _check_step(name: str, step: PlaybookStep, known: frozenset[str] | set[str]) -> None:
    used: dict[str, frozenset[str]] = {}
    for language, variants in step.texts.items():
        place = f"playbooks/{name}/{language}.toml [{step.id}]"
        _check_slots(place, language, " ".join(variants), known)
        if not step.optional and not any(required_slots(variant) <= ALWAYS | _ADDRESS for variant in variants):
            raise TemplateError(
                f"{place} ({language}) cannot be written while only the mail is known.",
                hint="Add a variant without agent slots.",
            )
        used[language] = slots_in(" ".join(variants)) - ALWAYS - _ADDRESS
    wanted = next(iter(used.values()))
    for language, own in used.items():
        if own != wanted:
            odd = sorted(own ^ wanted)[0]
            raise TemplateError(
                f"playbooks/{name}/{language}.toml [{step.id}] differs from the other languages in the slot {odd!r}."
            )


def _check_slots(place: str, language: str, text: str, known: frozenset[str] | set[str]) -> None:
    odd = sorted(slots_in(text) - known)
    if odd:
        raise TemplateError(
            f"{place} ({language}) uses the unknown slot {{{odd[0]}}}.", hint=f"Known are {', '.join(sorted(known))}."
        )
