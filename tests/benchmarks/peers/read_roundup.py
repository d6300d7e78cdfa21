"""Reads an mbox once with roundup's own mail gateway; run by the peer's own interpreter.

`read_roundup.py FOLDER MBOX ROUNDS` prints {"stored", "seconds", "cpu_seconds"}; setting up is not counted. ROUNDS is how often
a new sender's password is hashed: as shipped it costs more than everything else, so that it is told apart.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

FOLDER, MBOX, ROUNDS = sys.argv[1:4]
BIN = Path(sys.executable).parent
TRACKER = Path(FOLDER, "tracker")

#: Lines of the tracker's settings that must differ from what is installed.
CHANGES = (
    (r"(?m)^#?domain = .*", "domain = example.test"),
    (r"(?m)^#?host = .*", "host = 127.0.0.1"),
    (r"(?m)^#?web = .*", "web = http://127.0.0.1/"),
    (r"(?m)^subject_prefix_parsing = .*", "subject_prefix_parsing = loose"),
    (r"(?m)^subject_suffix_parsing = .*", "subject_suffix_parsing = loose"),
    (r"(?m)^password_pbkdf2_default_rounds = .*", f"password_pbkdf2_default_rounds = {ROUNDS}"),
)


def admin(*words: str) -> str:
    """Run roundup-admin on the tracker."""
    command = [str(BIN / "roundup-admin"), "-i", str(TRACKER), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


def main() -> None:
    """Set up an empty tracker, read the mbox, print what it took."""
    TRACKER.mkdir(parents=True)
    admin("install", "classic", "sqlite", "admin_email=admin@example.test")
    schema = TRACKER / "schema.py"
    opened = re.sub(
        r"(?m)^#(db\.security\.addPermissionToRole\('Anonymous', 'Email Access'\))", r"\1", schema.read_text()
    )
    schema.write_text(opened)  # mail from unknown senders is accepted
    settings = TRACKER / "config.ini"
    text = settings.read_text()
    for pattern, line in CHANGES:
        text = re.sub(pattern, line, text)
    outbox = str(Path(FOLDER, "outbox"))
    settings.write_text(re.sub(r"(?ms)(^\[mail\].*?)^debug = [^\n]*", rf"\1debug = {outbox}", text))
    admin("initialise", "admin")
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    gateway = [str(BIN / "roundup-mailgw"), str(TRACKER), "mailbox", MBOX]
    subprocess.run(gateway, check=True, capture_output=True)
    spent, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"stored": len(admin("list", "msg").splitlines()), "seconds": spent, "cpu_seconds": cpu}))


main()
