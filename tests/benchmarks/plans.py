"""How much machine a load needs, reckoned from what the benchmarks measured: python -m tests.benchmarks.plans.

Writes the table of docs/sizing.md. What was measured comes from the records of `make bench`; what is assumed stands in
`Habits`, and in the page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.results import BEGIN, END, ROOT, recorded

PAGE = ROOT / "docs" / "sizing.md"

# The lines of the benchmarks' tables that the plans stand on.
INTAKE = "mailbot, warm, processor time"
STORE, DISK = "postgresql: a case in all", "postgresql: a case on disk"
STEPS = ("recorded", "decided", "approved", "sent", "filed")
CLAIMS = tuple(f"PostgreSQL, {workers} workers" for workers in (1, 2, 4, 8))


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """What was measured, on cores of the machine of the benchmark."""

    intake_ms: float  # processor time of a mail, from the mail server to its draft
    store_ms: float  # of a case in the store, from its record to its filing, the server's part included (PostgreSQL)
    page_ms: float  # of a page of the inbox over HTTP
    commits_in: float  # durable commits of a mail until it is decided
    commits_out: float  # of an answer until it is filed
    commits_per_second: float  # that one database of the benchmark's machine makes durable
    case_kib: float  # of a case in the database, its mail not counted


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """What is assumed of mailboxes and people; put your own figures here."""

    busiest_hour: float = 0.12  # share of a day's mails
    answered: float = 0.6  # share of mails that get an answer
    called: float = 0.02  # share that becomes a call
    answers_per_agent: int = 80  # a day
    seconds_per_page: float = 15.0  # between two pages of one agent
    mail_kib: float = 40.0  # a raw mail with what is attached, on average
    filled: float = 0.6  # how far a core or a disk is to be filled in the busiest hour
    mailboxes_per_node: int = 100  # watched by one node: a connection or two each


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What is asked for."""

    name: str
    mailboxes: int
    mails_per_day: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What it takes in the busiest hour."""

    mails_per_second: float
    intake_cores: float
    store_cores: float
    console_cores: float
    commits_per_second: float
    databases: int
    nodes_for_watching: int
    agents: int
    calls_per_minute: float
    gib_per_day: float


LOADS = (
    Load(name="A desk", mailboxes=1, mails_per_day=500),
    Load(name="A hundred mailboxes", mailboxes=100, mails_per_day=100_000),
    Load(name="Ten million mails a day", mailboxes=10_000, mails_per_day=10_000_000),
)


def need(load: Load, costs: Costs, habits: Habits = Habits()) -> Need:
    """Return what a load needs in its busiest hour.

    Databases are counted by commits: mailboxes share little (docs/sizing.md), so a load that one database cannot make
    durable is cut into several houses by mailbox.
    """
    rate = load.mails_per_day * habits.busiest_hour / 3600
    agents = math.ceil(load.mails_per_day * habits.answered / habits.answers_per_agent)
    commits = rate * (costs.commits_in + habits.answered * costs.commits_out)
    pages = agents / habits.seconds_per_page
    return Need(
        mails_per_second=rate,
        intake_cores=rate * costs.intake_ms / 1000 / habits.filled,
        store_cores=rate * costs.store_ms / 1000 / habits.filled,
        console_cores=pages * costs.page_ms / 1000 / habits.filled,
        commits_per_second=commits,
        databases=max(1, math.ceil(commits / (costs.commits_per_second * habits.filled))),
        nodes_for_watching=math.ceil(load.mailboxes / habits.mailboxes_per_node),
        agents=agents,
        calls_per_minute=rate * habits.called * 60,
        gib_per_day=load.mails_per_day * (habits.mail_kib + costs.case_kib) / 1024**2,
    )


def measured() -> Costs:
    """Return the costs that the last `make bench` recorded.

    Raises:
        LookupError: a figure is missing.
    """
    commits = {name: _figure("steps", f"postgresql: {name}") for name in STEPS}
    pairs = [_figure("claims", one) for one in CLAIMS]
    return Costs(
        intake_ms=_figure("intake", INTAKE),
        store_ms=_figure("steps", STORE),
        page_ms=_page_ms(),
        commits_in=commits["recorded"] + commits["decided"],
        commits_out=commits["approved"] + commits["sent"] + commits["filed"],
        commits_per_second=2 * max(pairs),  # a row claimed and finished is two commits
        case_kib=_figure("steps", DISK),
    )


def _page_ms() -> float:
    figures = [figure for part in recorded("pages") for figure in part["figures"]]
    noted = [one["note"] for one in figures if one["what"].startswith("PostgreSQL") and "at once" in one["what"]]
    found = [float(note.partition("processor ")[2].split()[0].rstrip(",;")) for note in noted if "processor " in note]
    if not found:
        raise LookupError("No record of a page over HTTP on PostgreSQL: run `make bench`.")
    return max(found)


def _figure(topic: str, what: str) -> float:
    for part in recorded(topic):
        for figure in part["figures"]:
            if figure["what"] == what:
                return float(figure["value"])
    raise LookupError(f"No record of {what!r} under {topic!r}: run `make bench`.")


#: The table's lines: what a reader asks, and how it is answered.
LINES: Mapping[str, str] = {
    "mails a second in the busiest hour": "mails_per_second",
    "cores for reading, weighing and drafting": "intake_cores",
    "cores for the store, the database's included": "store_cores",
    "agents": "agents",
    "cores for the console": "console_cores",
    "durable commits a second": "commits_per_second",
    "databases like the measured one": "databases",
    "nodes so that every mailbox is watched": "nodes_for_watching",
    "calls a minute": "calls_per_minute",
    "GiB a day": "gib_per_day",
}


def table(needs: Sequence[tuple[Load, Need]]) -> str:
    """Return the plans side by side."""
    head = "| | " + " | ".join(load.name for load, _ in needs) + " |"
    ruler = "|---" * (len(needs) + 1) + "|"
    rows = [f"| {words} | " + " | ".join(_told(getattr(one, name)) for _, one in needs) + " |" for words, name in LINES.items()]  # fmt: skip
    return "\n".join((head, ruler, *rows))


def _told(value: float) -> str:
    return f"{value:,.0f}" if isinstance(value, int) or value >= 20 else f"{value:,.2g}"


def write_page() -> None:
    """Put the table and the costs that it stands on between the marks of the page."""
    costs = measured()
    needs = [(load, need(load, costs)) for load in LOADS]
    told = (
        f"Measured: {costs.intake_ms:.1f} ms of processor time from the mail server to the draft, {costs.store_ms:.1f} ms in the"
        f" store for an answered case, {costs.page_ms:.1f} ms a page, {costs.commits_in:.1f} durable commits in and"
        f" {costs.commits_out:.1f} out, {costs.commits_per_second:.0f} commits a second, {costs.case_kib:.0f} KiB a case."
    )
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{told}\n\n{table(needs)}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write_page()
