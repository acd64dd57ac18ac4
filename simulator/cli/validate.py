"""The verb `validate`: the synthetic world beside figures of real platforms, or claims of research put to the test in
it, over several seeds."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.study import hands, tell
from simulator.cli.verbs import listed, page_width, tell_json, usable, whole
from simulator.experiments.studies.course import begun
from simulator.experiments.studies.run import RunRow
from simulator.settings.errors import SettingsError, one_of
from simulator.settings.files import load_preset, override, presets
from simulator.validation.measuring import VIEWS, plan
from simulator.validation.rows import Compared, compared

MOST_SEEDS, MOST_DAYS = 1_000, 1_000

_WIDTH = 132
"""Of a table that is read later, from a file or a pipe."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ValidateOptions:
    """What to compare, and where to say it."""

    seeds: Annotated[str, Parameter(help=f"How many seeds, from 1 on (1 to {MOST_SEEDS}).")] = "3"
    days: Annotated[
        str,
        Parameter(
            help=f"Simulated days of each run, how people watch is counted after the first quarter (2 to {MOST_DAYS})."
        ),
    ] = "30"
    world: Annotated[str, Parameter(help="The world to measure, or several between commas.")] = "demo"
    as_json: Annotated[
        bool, Parameter(name="--json", negative="", help="Print one JSON document instead of the table.")
    ] = False
    claims: Annotated[
        bool,
        Parameter(negative="", help="Put claims of published research to the test in one world instead."),
    ] = False
    only: Annotated[str | None, Parameter(help="With --claims: this claim, or several between commas.")] = (
        None
    )
    out: Annotated[
        Path | None,
        Parameter(help="Write validate.json and validate.parquet, or claims.json, into this folder."),
    ] = None


def validate(*, asked: ValidateOptions | None = None) -> int:
    """Returns the exit code. SettingsError says what cannot be."""
    asked = asked or ValidateOptions()
    seeds, days = whole("--seeds", asked.seeds, 1, MOST_SEEDS), whole("--days", asked.days, 2, MOST_DAYS)
    worlds = _worlds(asked.world)
    if asked.claims:
        return _claims(asked, worlds, seeds, days)
    if asked.only is not None:
        raise SettingsError("--only needs --claims: it names the claims that are put to the test")
    usable(asked.out)
    bases = {name: load_preset(name) for name in worlds}
    groups = [
        {(name, seed): plan(override(bases[name], {"seed": seed}), days) for name in worlds}
        for seed in range(1, seeds + 1)
    ]
    with begun(hands(seeds * len(worlds)), None, tell, None) as course:
        rows = course.whole(groups)
    tables = [_table(name, base.world.people, days, rows, seeds) for name, base in bases.items()]
    from simulator.report import validation_page

    told = validation_page.document(tables)
    if asked.out:
        validation_page.write(asked.out, told, tables)
    if asked.as_json:
        tell_json(told)
    else:
        sys.stdout.write(validation_page.page(tables, page_width(_WIDTH)))
    return 0


def _table(name: str, people: int, days: int, rows: Mapping[tuple[str, int], RunRow], seeds: int) -> Compared:
    """One world over its seeds, beside what should be."""
    values = [dict(rows[name, seed].values) for seed in range(1, seeds + 1)]
    views = sum(int(found.pop(VIEWS)) for found in values)
    return Compared(name, people, seeds, days, views, tuple(compared(values, people, days)))


def _claims(asked: ValidateOptions, worlds: Sequence[str], seeds: int, days: int) -> int:
    """Put the claims to the test, and tell; returns the exit code."""
    from simulator.cli.claims import named, put_to_the_test
    from simulator.report import claims_page

    claims = named(asked.only)
    if len(worlds) > 1:
        raise SettingsError(f"--world must name one world with --claims, not {asked.world!r}")
    usable(asked.out)
    world, start = load_preset(worlds[0]), time.perf_counter()
    found = put_to_the_test(claims, world, seeds, days, tell)
    terms = claims_page.ClaimTerms(worlds[0], world.world.people, seeds, days, time.perf_counter() - start)
    told = claims_page.document(terms, found)
    if asked.out:
        claims_page.write(asked.out, told)
    if asked.as_json:
        tell_json(told)
    else:
        sys.stdout.write(claims_page.page(terms, found, page_width(_WIDTH)))
    return 0


def _worlds(text: str) -> list[str]:
    """The worlds asked for. SettingsError for one that is not known."""
    known = presets()
    return [one_of("--world", name, known) for name in listed("--world", text, known)]
