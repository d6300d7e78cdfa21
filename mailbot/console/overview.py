"""Pages beside the inbox: what the complaints point at, who works here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.case import as_file
from mailbot.console.chart import bars, columns
from mailbot.console.pages import house_of, page
from mailbot.console.session import AdminHere, ManagerHere
from mailbot.console.texts import LANGUAGES, labeller, translator
from mailbot.errors import UsageError
from mailbot.model.person import Agent, Role
from mailbot.model.view import Count

router = APIRouter()


@router.get("/insight")
async def insight(request: Request, agent: ManagerHere, days: Annotated[int, Query(ge=1, le=366)] = 28) -> Response:
    """Show what the complaints of the last days point at."""
    house = house_of(request)
    now = house.clock.now()
    figures = await house.insights.over(now - timedelta(days=days), now)
    label, t = labeller(agent.language), translator(agent.language)
    return page(
        request,
        "insight.html",
        figures=figures,
        days=days,
        categories=bars(
            figures.by_category,
            lambda name: label("category", name),
            title=_told(t("inbox.category"), figures.by_category),
        ),
        languages=bars(
            figures.by_language,
            lambda name: label("language", name),
            title=_told(t("insight.language"), figures.by_language),
        ),
        course=columns(figures.by_day, title=_told(t("insight.by_day"), figures.by_day)),
    )


@router.get("/insight/corrections.jsonl")
async def corrections(request: Request, _: ManagerHere) -> Response:
    """Hand out the mails whose heat was disputed, with their corrected labels, as `mailbot heat calibrate` reads them."""
    rows = await house_of(request).corrections()
    return as_file("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(), "corrections.jsonl")


def _told(title: str, counts: Sequence[Count]) -> str:
    """Return a chart in words, for those who cannot see it."""
    return f"{title}: " + ", ".join(f"{count.label} {count.value} ({count.part})" for count in counts if count.value)


@router.get("/people")
async def people(request: Request, _: AdminHere) -> Response:
    """Show who works here."""
    everybody = await house_of(request).people.all()
    return page(request, "people.html", everybody=everybody, roles=list(Role), languages=LANGUAGES, trouble=None)


@router.post("/people")
async def add_person(
    request: Request,
    _: AdminHere,
    email: Annotated[str, Form(max_length=200)],
    name: Annotated[str, Form(max_length=100)],
    role: Annotated[Role, Form()],
    password: Annotated[str, Form(max_length=400)],
    language: Annotated[str, Form(max_length=5)] = "en",
) -> Response:
    """Add a person."""
    house = house_of(request)
    try:
        agent = Agent(id="", email=email, name=name, role=role, language=language if language in LANGUAGES else "en")
        await house.people.add(agent, house.passwords.hash(password), house.clock.now())
    except UsageError as error:
        everybody = await house.people.all()
        return page(
            request, "people.html", status=400, everybody=everybody, roles=list(Role), languages=LANGUAGES, trouble=error
        )  # fmt: skip
    return RedirectResponse("/people", status_code=303)


@router.post("/people/{agent_id}")
async def change_person(
    request: Request,
    agent_id: str,
    admin: AdminHere,
    role: Annotated[Role, Form()],
    active: Annotated[str, Form()] = "",
) -> Response:
    """Change a person's role, or lock them out; nobody locks themselves out."""
    if agent_id == admin.id:
        raise UsageError("You cannot change your own role or lock yourself out.", hint="Ask another admin.")
    changes: dict[str, Any] = {"role": role.value, "active": active == "yes"}
    await house_of(request).people.change(agent_id, **changes)
    return RedirectResponse("/people", status_code=303)
