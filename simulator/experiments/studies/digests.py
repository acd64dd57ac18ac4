"""What a run was made by: the version, the program's own source, and the source of whatever somebody brought along.

A version alone does not tell two checkouts apart, and a stored figure that another program made is worse than none.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from simulator.experiments.studies.named import look_here
from simulator.settings.tree import SettingsError
from simulator.version import program_version

_SILENT = ("app", "cli", "locale", "report", "serve", "presets", "experiments/studies")
"""Folders of `simulator` that touch nothing of what a run measures; presets do by the settings they give."""
_SPEAKING = (
    "experiments/studies/run.py",
    "experiments/studies/measures.py",
    "experiments/studies/commands.py",
    "experiments/studies/career.py",
    "experiments/studies/episode.py",
    "experiments/studies/experiment.py",
)
"""Files in them that do."""


@lru_cache(maxsize=1)
def program() -> str:
    """Version and SHA-256 of all source that decides what a run measures, as `0.1.0+3f2a...` of 16 digits."""
    import recommender
    import simulator

    digest = hashlib.sha256()
    for package in (recommender, simulator):
        root = Path(package.__path__[0])
        for file in sorted(root.rglob("*.py")):
            name = file.relative_to(root).as_posix()
            quiet = package is simulator and name.startswith(tuple(f"{folder}/" for folder in _SILENT))
            if not quiet or name in _SPEAKING:
                _add(digest, f"{package.__name__}/{name}", file)
    return f"{program_version()}+{digest.hexdigest()[:16]}"


def plug_in(spec: str) -> str:
    """SHA-256 of the source around `package.module:name`: all Python files of its package, or the module's own.

    SettingsError if there is no such module.
    """
    return _source(spec.partition(":")[0].partition(".")[0], spec)


@lru_cache(maxsize=64)
def _source(top: str, spec: str) -> str:
    look_here()
    try:
        found = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        found = None
    if found is None:
        raise SettingsError(f"{spec}: there is no module {top!r} that Python can import from here")
    digest = hashlib.sha256()
    for root in map(Path, found.submodule_search_locations or ()):
        for file in sorted(root.rglob("*.py")):
            _add(digest, file.relative_to(root).as_posix(), file)
    if not found.submodule_search_locations and found.origin and Path(found.origin).is_file():
        _add(digest, top, Path(found.origin))
    return digest.hexdigest()


def plug_ins(specs: Iterable[str]) -> dict[str, str]:
    """The digests of several, by what was asked for; what belongs to feedscope itself is in `program` already."""
    own = ("simulator.", "recommender.")
    return {spec: plug_in(spec) for spec in sorted(set(specs)) if not spec.startswith(own)}


def _add(digest: hashlib._Hash, name: str, file: Path) -> None:  # pyright: ignore[reportPrivateUsage]
    text = file.read_bytes()
    digest.update(f"{name}\0{len(text)}\0".encode())
    digest.update(text)
