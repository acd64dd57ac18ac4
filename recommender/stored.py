"""A file of columns and the facts about them: no code, whole or not at all."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
"""Of the files; goes up when what is in them changes."""


def write(path: Path, facts: Mapping[str, object], columns: Mapping[str, NDArray[Any]]) -> None:
    """Write one file, in place of an older one; facts are what JSON can say. Errors: OSError."""
    told = np.frombuffer(json.dumps({"format": FORMAT, **facts}).encode(), dtype=np.uint8)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        held: dict[str, Any] = {"facts": told, **columns}
        np.savez_compressed(file, **held)
    os.replace(fresh, path)  # noqa: PTH105 - whole or not at all


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Facts and columns. Errors: ValueError, one sentence, for another file, or one of another format."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            held: dict[str, NDArray[Any]] = {name: stored[name] for name in stored.files}
        facts: dict[str, Any] = json.loads(bytes(held.pop("facts")).decode())
    except FileNotFoundError:
        raise ValueError(f"there is no model {path}") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is no saved model: {str(error).splitlines()[0]}") from None
    if facts.get("format") != FORMAT:
        raise ValueError(
            f"{path} is a model of format {facts.get('format')}, and this program reads format {FORMAT}"
        )
    return facts, held
