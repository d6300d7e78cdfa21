"""What the API shows: cases, figures, people."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from mailbot.console.bearer import ApiAdmin, ApiAgent, ApiManager
from mailbot.console.pages import house_of
from mailbot.console.shapes import CaseList, CaseShape, Figures, Me, Person
from mailbot.model.heat import Category
from mailbot.model.person import Agent
from mailbot.model.view import InboxQuery, Order, Tab

router = APIRouter()

CaseId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


@router.get("/me", tags=["people"])
async def me(agent: ApiAgent) -> Me:
    """Whose token this is."""
    return Me(id=agent.id, name=agent.name, email=agent.email, role=agent.role.value, language=agent.language)


@router.get("/people", tags=["people"])
async def people(request: Request, _: ApiAdmin) -> list[Person]:
    """Everybody who works here."""
    return [_person(one) for one in await house_of(request).people.all()]


@router.get("/cases", tags=["cases"])
async def cases(
    request: Request,
    agent: ApiAgent,
    tab: Tab = Tab.TODO,
    order: Order = Order.HEAT,
    language: Annotated[str, Query(max_length=8)] = "",
    category: Category | None = None,
    mailbox: Annotated[str, Query(max_length=100)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> CaseList:
    """Cases by tab, order and filter, as the inbox lists them."""
    house = house_of(request)
    query = InboxQuery(
        tab=tab, order=order, agent=agent.id, language=language or None, mailbox=mailbox or None,
        category=category.value if category else None, words=q, after=after, limit=limit,
    )  # fmt: skip
    return CaseList.of(await house.views.inbox(query, house.clock.now()))


@router.get("/cases/{case_id}", tags=["cases"])
async def case(request: Request, case_id: CaseId, _: ApiAgent) -> CaseShape:
    """One case with its mails, its draft and what its heat rests on."""
    return CaseShape.of(await house_of(request).cases.case(case_id))


@router.get("/insight", tags=["overview"])
async def insight(request: Request, _: ApiManager, days: Annotated[int, Query(ge=1, le=366)] = 28) -> Figures:
    """What the complaints of the last days point at."""
    house = house_of(request)
    now = house.clock.now()
    found = await house.insights.over(now - timedelta(days=days), now)
    plain = [name for name in Figures.model_fields if not name.startswith("by_")]
    return Figures(
        **{name: getattr(found, name) for name in plain},
        by_category={count.label: count.value for count in found.by_category},
        by_language={count.label: count.value for count in found.by_language},
    )


def _person(one: Agent) -> Person:
    return Person(
        id=one.id, name=one.name, email=one.email, role=one.role.value, language=one.language, active=one.active
    )
