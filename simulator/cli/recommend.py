"""The verb `recommend`: a file of what each person of a log should be shown next.

Learning and answering are the recommender's (`recommender.model`); here are the options and the file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from recommender.clean import clean
from simulator.cli.log_options import LogOptions, setting_of
from simulator.cli.verbs import listed, status
from simulator.settings.errors import SettingsError

if TYPE_CHECKING:
    from recommender.datasets.tables import EventTable

_FORMS = (".parquet", ".csv", ".tsv", ".jsonl")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Wanted(LogOptions):
    """Whom to recommend what, and where to say it."""

    method: Annotated[str, Parameter(help="The method, by name (see evaluate).")] = "user-cf"
    at: Annotated[int, Parameter(help="Items for each person (1 to 1000).")] = 10
    only: Annotated[
        str | None,
        Parameter(name="--for", help="The people, by their ids, between commas; without it everyone."),
    ] = None
    set: Annotated[
        tuple[str, ...],
        Parameter(help="A setting of the methods, like user_cf.k=50; may be said several times."),
    ] = ()
    seed: Annotated[int, Parameter(help="Luck of methods that draw.")] = 1
    out: Annotated[
        Path | None,
        Parameter(
            help="Write into this file: .parquet, .csv, .tsv or .jsonl. Without it rows are printed, as CSV."
        ),
    ] = None


def recommend(log: Path, /, *, asked: Wanted | None = None) -> int:
    """Returns the exit code. SettingsError says what cannot be.

    Parameters
    ----------
    log
        A file or folder, as for evaluate.
    """
    return slates(log, asked or Wanted())


def slates(path: Path, wanted: Wanted) -> int:
    """Read, learn, recommend, write; returns the exit code. SettingsError says what cannot be."""
    if not 1 <= wanted.at <= 1000:
        raise SettingsError(f"--at must be a whole number between 1 and 1000, not {wanted.at}")
    if wanted.out and wanted.out.suffix not in _FORMS:
        raise SettingsError(f"--out must end in {', '.join(_FORMS)}, not {wanted.out.name!r}")
    if wanted.out and not wanted.out.absolute().parent.is_dir():
        raise SettingsError(f"--out: there is no folder {wanted.out.parent}")
    from recommender.methods.libraries import missing
    from recommender.model import Model

    if sentence := missing(wanted.method):
        raise SettingsError(sentence)
    people = listed("--for", wanted.only, ("the people",)) if wanted.only is not None else None
    try:
        model = Model(wanted.method, wanted.seed, **dict(setting_of("--set", word) for word in wanted.set))
        with status() as doing:
            doing(f"reading {path.name}")
            log = wanted.read(path)
            doing(f"{wanted.method}: learning")
            model.fit(log)
            doing(f"{wanted.method}: slates")
            table = model.recommend_all(wanted.at, people)
        if wanted.out:
            table.write(wanted.out)
    except (ValueError, OSError) as error:
        raise SettingsError(*str(error).split("\n")) from None
    for sentence in (
        f"{clean(log.name)}: {len(log):,} events, {len(log.users):,} people, {len(log.items):,} items",
        *log.told(),
    ):
        sys.stderr.write(sentence + "\n")
    if wanted.out:
        sys.stdout.write(f"{table.rows:,} rows in {wanted.out}\n")
    else:
        _print(table)
    return 0


def _print(table: EventTable) -> None:
    import csv

    # What a program reads is as it stands in the log; what a terminal reads it would obey.
    shown = clean if sys.stdout.isatty() else str
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table)
    columns = [
        [f"{score:.6g}" for score in table[name]] if name == "score" else map(shown, map(str, table[name]))
        for name in table
    ]
    writer.writerows(zip(*columns, strict=True))
