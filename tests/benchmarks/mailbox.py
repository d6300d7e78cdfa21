"""A mailbox of complaints for benchmarks: the same mails every time, plain and HTML, replies among them."""

from __future__ import annotations

import email.utils
import mailbox
import random
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

NAMES = "Maria Jonas Aylin Piotr Chloé Sven Fatima Luca Ingrid José Zoë Emre Nadia Tomáš Wei".split()
FAMILIES = "Jensen Müller Okafor Rossi Nowak García Şahin Dubois Novák Larsen Smith Tran".split()
THINGS = ("kettle", "phone case", "winter jacket", "broadband line", "sofa", "rail ticket", "blender", "monitor")
SUBJECTS = ("About my {thing}", "{thing}: order {order}", "Still waiting for my {thing}", "Refund for the {thing}")
OPENINGS = (
    "I am writing about my {thing}.",
    "This is the third time that I write about the {thing}!",
    "I ordered a {thing} on 3 October and it never arrived.",
    "The {thing} arrived broken and nobody answers the phone.",
    "I was charged twice for the {thing}.",
)
MIDDLES = (
    "Your support kept me waiting for {minutes} minutes and then hung up.",
    "The courier claims that it was delivered, but there is nothing here.",
    "According to your terms I may expect a refund within 14 days.",
    "My order number is {order} and the invoice total was EUR {amount}.",
    "I am disappointed and will say so in a review.",
    "The replacement that you sent was the wrong size — völlig unbrauchbar.",
    "I expect an answer by Friday, otherwise I will contact the ombudsman.",
)
FIRST = datetime(2026, 10, 1, 8, tzinfo=UTC)


def complaints(count: int, to: str, seed: int = 20261121, customers: str = "customer") -> list[bytes]:
    """Return mails as bytes: 15 in 100 are replies to an earlier one, half carry HTML beside the plain text.

    `customers` begins the addresses of those who write, so that a second lot comes from others than the first.
    """
    dice, made = random.Random(seed), list[EmailMessage]()
    for number in range(count):
        made.append(_mail(number, dice, made, to, customers))
    return [mail.as_bytes() for mail in made]


def _mail(number: int, dice: random.Random, earlier: list[EmailMessage], to: str, customers: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    values = {
        "thing": dice.choice(THINGS), "order": dice.randrange(10**5, 10**6), "minutes": dice.randrange(10, 90),
        "amount": f"{dice.randrange(500, 50_000) / 100:.2f}",
    }  # fmt: skip
    if number > 50 and dice.random() < 0.15:
        before = dice.choice(earlier)
        mail["From"], mail["In-Reply-To"] = before["From"], before["Message-ID"]
        mail["Subject"] = "Re: " + str(before["Subject"]).removeprefix("Re: ")
        mail["References"] = before["Message-ID"]
    else:
        customer = dice.randrange(400)
        name = f"{dice.choice(NAMES)} {dice.choice(FAMILIES)}"
        mail["From"] = email.utils.formataddr((name, f"{customers}{customer}@mail{customer % 7}.example"))
        mail["Subject"] = dice.choice(SUBJECTS).format(**values)
    mail["To"] = to
    mail["Date"] = email.utils.format_datetime(FIRST + timedelta(minutes=7 * number))
    mail["Message-ID"] = f"<{number}.{dice.getrandbits(64):x}@mail.example>"
    paragraphs = [" ".join(dice.choices(MIDDLES, k=dice.randrange(2, 5))) for _ in range(dice.randrange(2, 5))]
    body = "\n\n".join(["Dear Sir or Madam,", dice.choice(OPENINGS), *paragraphs, "Please help."]).format(**values)
    if "In-Reply-To" in mail:
        body += "\n\nOn Monday Customer Care wrote:\n> Dear customer,\n> we are looking into it.\n"
    mail.set_content(body + "\n")
    if dice.random() < 0.5:
        html = "".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))
        mail.add_alternative(f"<html><body>{html}</body></html>", subtype="html")
    return mail


def write_mbox(mails: list[bytes], path: Path) -> None:
    """Write mails as an mbox."""
    box = mailbox.mbox(path)
    for raw in mails:
        mail = mailbox.mboxMessage(raw.replace(b"\r\n", b"\n"))
        mail.set_from("customer@example.test")
        box.add(mail)
    box.flush()
    box.close()
