"""An evaluation as tables, as JSON, and as Parquet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from rich.console import RenderableType
from rich.table import Table

from recommender.evaluate import MEASURES, EvaluateSettings, Report
from simulator.report.kept import write_json, write_table
from simulator.report.printed import as_text, number, ruled
from simulator.version import program_version

TABLES = {
    "How right slates of {at} are": {
        "precision": "precision",
        "recall": "recall",
        "ndcg": "NDCG",
        "map": "MAP",
        "mrr": "MRR",
        "hit_rate": "hit rate",
        "auc": "AUC",
    },
    "How varied they are, and what they cost": {
        "coverage": "coverage",
        "novelty": "novelty",
        "diversity": "diversity",
        "gini": "Gini",
        "fit_s": "fit s",
        "recommend_s": "slates s",
    },
    "How close predicted ratings are": {"rmse": "RMSE", "mae": "MAE", "predict_s": "predict s"},
}
"""Titles, and under each the measures and what they are called; each fits a terminal of 80 columns."""


Best = Mapping[str, Mapping[str, object]]
"""By method, the settings that were found best."""


def document(
    report: Report, settings: EvaluateSettings, seed: int, best: Best | None = None
) -> dict[str, object]:
    """The report as JSON has it, without single people: what is undefined is null."""
    facts = asdict(replace(report, persons=None))
    facts.pop("persons")
    rows = facts.pop("rows")
    return {
        "feedscope": program_version(),
        **facts,
        "settings": {**settings.model_dump(mode="json"), "seed": seed},
        "best": {name: dict(values) for name, values in (best or {}).items()},
        "measures": dict(MEASURES),
        "methods": [{name: None if value != value else value for name, value in row.items()} for row in rows],
    }


def page(report: Report, settings: EvaluateSettings, width: int | None, best: Best | None = None) -> str:
    """The report as tables; `width` in characters, None for the terminal's."""
    parts: list[RenderableType] = [*_heading(report, settings)]
    for title, columns in TABLES.items():
        if table := _table(title.format(at=settings.at), columns, report):
            parts += ["", table]
    parts += _compared(report)
    for name, values in (best or {}).items():
        chosen = ", ".join(f"{setting} = {value}" for setting, value in values.items())
        parts.append(f"{name}: of what was tried, {chosen} was best on a part of what is learned from")
    return as_text(parts, width)


def _compared(report: Report) -> list[RenderableType]:
    """Each method beside the best, in a table; nothing where there are not two."""
    if not report.pairs:
        return []
    table = ruled(f"NDCG beside that of {report.pairs[0].against}, over the same people")
    table.add_column("method", no_wrap=True)
    for name in ("difference", "95 % from", "to", "p"):
        table.add_column(name, justify="right")
    for pair in report.pairs:
        figures = (_figure("ndcg", value) for value in (pair.difference, pair.low, pair.high))
        table.add_row(pair.method, *figures, f"{pair.p:.2g}" if pair.p >= 1e-4 else "< 1e-4")
    return ["", table]


def _heading(report: Report, settings: EvaluateSettings) -> list[str]:
    skipped = f", {report.skipped:,} bad rows left out" if report.skipped else ""
    kinds = {"features": "what items are about", "viewers": "who watched what"}
    return [
        f"{report.log}: {report.events:,} events, {report.users:,} people, {report.items:,} items{skipped}",
        *report.told,
        f"{_parts(report, settings)}: {report.train:,} events to learn from, {report.test:,} to test on",
        f"{report.people:,} of {report.users:,} people are tested: those whose test has something right"
        + (
            "; what they had met before may be shown again"
            if settings.repeats
            else " that they had not met before"
        ),
        f"right is what was watched (or rated) to {settings.relevant:g} or liked; diversity is by "
        f"{kinds[report.diversity_by]}",
    ]


def _parts(report: Report, settings: EvaluateSettings) -> str:
    if report.given:
        return "parts as given"
    if settings.folds:
        return f"mean of {report.runs} folds"
    if report.runs > 1:
        return f"mean of {report.runs} splits at random"
    named = {
        "person": "split by each person's own time",
        "time": "split by time",
        "leave-last": "everyone's last event is the test",
        "random": "split at random",
    }
    return named[settings.split]


def _table(title: str, columns: dict[str, str], report: Report) -> Table | None:
    """The rows that have anything in these columns; None if none has."""
    rows = [
        row
        for row in report.rows
        if any(math.isfinite(getattr(row, name)) for name in columns if name != "fit_s")
    ]
    if not rows:
        return None
    table = ruled(title)
    table.add_column("method", no_wrap=True)
    for name in columns.values():
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(row.method, *(_figure(name, getattr(row, name)) for name in columns))
    return table


def _figure(name: str, value: float) -> str:
    return number(value, ".2f" if name.endswith("_s") or name == "novelty" else ".3f")


def write(folder: Path, told: dict[str, object], report: Report) -> None:
    """Put evaluate.json, evaluate.parquet (a row a method) and people.parquet (a row a person and method) into a folder
    that is there, in place of older ones.

    RecordingError if that fails.
    """
    write_json(folder / "evaluate.json", told)
    if report.persons is not None:
        who = report.persons
        labels = {"method": who.method.astype(object), "user": who.user.astype(object), "run": who.run}
        write_table(folder / "people.parquet", {**labels, **who.columns})
    words = {"log": [report.log] * len(report.rows), "method": [row.method for row in report.rows]}
    columns = {name: np.array(values, dtype=object) for name, values in words.items()} | {
        name: np.array([getattr(row, name) for row in report.rows]) for name in MEASURES
    }
    write_table(folder / "evaluate.parquet", columns)
