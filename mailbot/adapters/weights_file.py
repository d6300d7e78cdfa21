"""Files of weights (.npz): read into what they are the weights of, or said in one sentence why not."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from mailbot.errors import ConfigurationError

Made = TypeVar("Made")

#: What numpy and zipfile raise at a file that is missing, cut off, damaged, or holds something else.
_DAMAGE = (OSError, EOFError, KeyError, ValueError, BadZipFile, zlib.error)


def load_weights(path: Path | Traversable, make: Callable[[Mapping[str, Any]], Made], *, name: str, hint: str) -> Made:
    """Return what `make` makes of a file's arrays; pickled ones are refused.

    Raises ConfigurationError when the file is missing or damaged, or `make` raises KeyError or ValueError.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return make({key: archive[key] for key in archive.files})
    except _DAMAGE as error:
        raise ConfigurationError(f"The {name} {path} cannot be read: {error}.", hint=hint) from error
