"""Disputes as lines of labelled mails, as `mailbot heat eval`, `train` and `calibrate` read them."""

from __future__ import annotations

from typing import Any

from mailbot.model.policy import HeatPolicy
from mailbot.triage.disputes import DisputedMail, corrected


def labelled_row(mail: DisputedMail, policy: HeatPolicy) -> dict[str, Any]:
    """Return one line: the mail with its corrected labels, and beside them what we had said and what people wrote."""
    right, said = corrected(mail, policy), mail.reading
    return {
        "text": mail.text,
        "language": right.language,
        "kind": right.kind.value,
        "heat": right.heat.value,
        "band": right.heat.band.value,
        "category": right.category.value,
        "flags": sorted(flag.value for flag in right.flags),
        "said": {"kind": said.kind.value, "heat": round(said.heat.value, 3), "band": said.heat.band.value},
        "not_true": sorted({one.signal for one in mail.disputes if one.signal}),
        "comments": [one.comment for one in mail.disputes if one.comment],
        "case": mail.reference,
        "at": mail.disputes[-1].at.isoformat(),
    }
