"""format=flowed (RFC 3676): soft-broken lines become paragraphs again."""

from __future__ import annotations


def unflow(text: str, delete_space: bool) -> str:
    """Join the soft-broken lines of format=flowed text; quote depth and "-- " stay as they are.

    Args:
        text: body with LF line ends.
        delete_space: the DelSp=yes parameter (used where words have no spaces, as in Japanese).
    """
    out: list[str] = []
    depth_open = -1  # quote depth of the paragraph that waits for its next line
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:].removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        if soft and delete_space:
            body = body[:-1]
        if depth_open == depth and body != "-- " and out:
            out[-1] += body
        else:
            out.append(f"{'>' * depth} {body}" if depth else body)
        depth_open = depth if soft else -1
    return "\n".join(out)
