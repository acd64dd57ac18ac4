"""The verb `evaluate`: how well methods predict what the people of a real log did next.

Reading and measuring are the recommender's; here are the options, the table, and the files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from simulator.cli.log_options import LogOptions
from simulator.cli.verbs import listed, page_width, tell_json, usable
from simulator.errors import SettingsError, nearest, one_of
from simulator.settings_faults import allowed

if TYPE_CHECKING:
    from recommender.datasets import Log
    from recommender.evaluate import EvaluateSettings, Report

_WIDTH = 120
"""Of a table that is read later, from a file or a pipe."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Asked(LogOptions):
    """What to measure, and where to say it."""

    methods: Annotated[
        str | None,
        Parameter(help="Methods to measure, by name, between commas. Without it, all that need no extra."),
    ] = None
    split: Annotated[
        str, Parameter(help="time: the last fifth is the test; leave-last: everyone's last event; random.")
    ] = "time"
    at: Annotated[int, Parameter(help="Places of a slate (1 to 1000).")] = 10
    relevant: Annotated[
        float,
        Parameter(help="Watch ratio, or share of the best rating, from which a choice counts as right."),
    ] = 0.5
    seed: Annotated[int, Parameter(help="Luck of the random split and of methods that draw.")] = 1
    as_json: Annotated[
        bool, Parameter(name="--json", negative="", help="Print one JSON document instead of the table.")
    ] = False
    out: Annotated[
        Path | None, Parameter(help="Write evaluate.json and evaluate.parquet into this folder.")
    ] = None


def evaluate(log: Path, /, *, asked: Asked | None = None) -> int:
    """Returns the exit code. SettingsError says what cannot be.

    Parameters
    ----------
    log
        A file or folder: MovieLens, KuaiRec, KuaiRand, RecBole, CSV, Parquet, or a recording.
    """
    return measure(log, asked or Asked())


def measure(path: Path, asked: Asked) -> int:
    """Read, measure, tell; returns the exit code. SettingsError says what cannot be."""
    settings = _settings(asked)
    known = _known_methods()
    names = _chosen(asked.methods, known)
    usable(asked.out)
    from recommender.datasets import LogError, read_log

    with _status() as doing:
        doing(f"reading {path.name}")
        try:
            log = read_log(path, asked.format, asked.columns, asked.skip_bad_rows)
            report = _measured(log, names, settings, asked.seed, doing)
        except LogError as error:
            raise SettingsError(str(error)) from None
    from simulator.report import evaluation

    told = evaluation.document(report, settings, asked.seed)
    if asked.out:
        evaluation.write(asked.out, told, report)
    if asked.as_json:
        tell_json(told)
    else:
        sys.stdout.write(evaluation.page(report, settings, page_width(_WIDTH)))
    return 0


def _settings(asked: Asked) -> EvaluateSettings:
    """SettingsError names the option that is out of range."""
    from typing import get_args

    from recommender.datasets import FORMATS
    from recommender.evaluate import EvaluateSettings, SplitName

    for option, given, choices in (
        ("--format", asked.format, FORMATS),
        ("--split", asked.split, get_args(SplitName)),
    ):
        one_of(option, given, choices)
    for name in ("at", "relevant"):
        try:
            EvaluateSettings.model_validate({name: getattr(asked, name)})
        except ValueError:
            field = EvaluateSettings.model_fields[name]
            raise SettingsError(f"--{name} must be {allowed(field)}, not {getattr(asked, name)}") from None
    return EvaluateSettings.model_validate({"split": asked.split, "at": asked.at, "relevant": asked.relevant})


def _known_methods() -> list[str]:
    from recommender.evaluate import RATERS
    from recommender.methods.table import NAMES

    return list(dict.fromkeys((*NAMES, *RATERS)))


def _chosen(methods: str | None, known: Sequence[str]) -> list[str] | None:
    """The methods asked for; None if that is left open. SettingsError for one that is not known or not installed."""
    if methods is None:
        return None
    from recommender.methods.libraries import missing

    names = listed("--methods", methods, known)
    for name in names:
        if name not in known:
            close = nearest(name, known) or f"; there are {', '.join(known)}"
            raise SettingsError(f"--methods: there is no method {name!r}{close}")
        if sentence := missing(name):
            raise SettingsError(sentence)
    return names


def _measured(
    log: Log, names: Sequence[str] | None, settings: EvaluateSettings, seed: int, doing: Callable[[str], None]
) -> Report:
    from recommender.config import MethodSettings
    from recommender.evaluate import RATERS, offline, rater
    from recommender.evaluate import evaluate as measured
    from recommender.methods.libraries import LIBRARIES
    from recommender.methods.table import NAMES, make
    from simulator.luck import Luck

    luck = Luck(seed)
    how = offline(MethodSettings(), len(log.items))
    # Nobody can be followed where the log does not say whom anybody follows.
    idle = (*LIBRARIES, *(() if log.followed is not None else ("following",)))
    asked = names if names is not None else [name for name in (*NAMES, *RATERS) if name not in idle]
    return measured(
        log,
        {name: lambda name=name: make(name, how, luck) for name in asked if name in NAMES},
        {name: rater(name, how.user_cf, luck) for name in asked if name in RATERS},
        luck,
        settings,
        progress=doing,
    )


@contextmanager
def _status() -> Generator[Callable[[str], None]]:
    """Says on stderr what is being done, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda sentence: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda sentence: status.update(sentence)
