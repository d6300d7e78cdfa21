"""Other help desks, installed in environments of their own and given the same mailbox; none of their code is kept here."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
#: Environments live here and are made once.
HOMES = HERE.parents[1] / "output" / "peers"


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer:
    """A help desk that reads a mailbox, at the version that we compare with."""

    name: str
    requirement: str

    @property
    def home(self) -> Path:
        """Return the folder of its environment."""
        return HOMES / self.name

    @property
    def python(self) -> Path:
        """Return its interpreter."""
        return self.home / "bin" / "python"

    def install(self) -> str:
        """Make the environment when it is missing; return what is installed ("django-helpdesk 2.6.1").

        Raises:
            subprocess.CalledProcessError: the package cannot be had.
        """
        if not (self.home / ".ready").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", self.home], check=True)
            subprocess.run([self.python, "-m", "pip", "install", "-q", self.requirement], check=True, timeout=600)
            (self.home / ".ready").touch()
        name = self.requirement.split("==")[0]
        show = "from importlib.metadata import version; import sys; print(sys.argv[1], version(sys.argv[1]))"
        return subprocess.run(
            [self.python, "-c", show, name], check=True, capture_output=True, text=True
        ).stdout.strip()


DJANGO_HELPDESK = Peer(name="django-helpdesk", requirement="django-helpdesk==2.6.1")
ROUNDUP = Peer(name="roundup", requirement="roundup==2.6.0")
