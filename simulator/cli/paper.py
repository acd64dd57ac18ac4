"""The verb `paper`: the papers there are, and a paper's own model run, its figures beside those the paper prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, make_dataclass
from typing import Annotated, Any

from cyclopts import App, Parameter, Token
from pydantic import ValidationError

from simulator.cli.study import hands, tell
from simulator.cli.verbs import page_width, spelt, tell_json
from simulator.experiments.papers import PAPERS
from simulator.experiments.papers.course import PaperRun, course, expected_seconds, plan
from simulator.experiments.papers.paper import Across, Paper, PaperSetting
from simulator.experiments.studies.course import begun
from simulator.locale import Wording, catalogue
from simulator.settings.errors import SettingsError
from simulator.settings.faults import allowed


def listing(as_json: bool) -> int:
    """Tell which papers there are; returns the exit code."""
    from simulator.report import paper_page

    if as_json:
        tell_json(paper_page.listed(PAPERS.values()))
    else:
        sys.stdout.write(paper_page.shelf(PAPERS.values(), _say(), page_width(100)))
    return 0


def _say() -> Wording:
    from simulator.app.launch import terminal_language

    return catalogue(terminal_language())


def options(paper: Paper) -> type:
    """A dataclass with an option for each setting of the paper; those not given are None."""

    def convert(_: object, tokens: Sequence[Token]) -> object:
        return spelt(tokens[0].value)

    rows: list[tuple[str, object, None]] = []
    for name, field in paper.settings.model_fields.items():
        sentence = (field.description or "").strip().rstrip(".")
        text = f"{sentence} ({allowed(field)}; the paper: {field.default})."
        option = Parameter(name=f"--{name.replace('_', '-')}", help=text, converter=convert)
        rows.append((name, Annotated[Any, option], None))
    made = make_dataclass("Options", rows, frozen=True, kw_only=True)
    made.__module__ = __name__  # else it counts as built in, and its fields are not looked at
    return Parameter(name="*")(made)


def work(paper: Paper, given: Mapping[str, object], seed: int, as_json: bool) -> int:
    """Run and tell; returns the exit code. All rows of the paper, unless an option names another setting."""
    asked = [(row, settings, plan(paper.name, settings, seed)) for row, settings in _plans(paper, given)]
    groups = [{(row.label, seed): one} for row, _, one in asked]
    with begun(hands(len(asked)), None, tell, None, expected_seconds) as kept:
        rows = kept.whole(groups)
    courses = [course(row, settings, rows[row.label, seed]) for row, settings, _ in asked]
    if paper.across is not None and len(courses) == len(paper.rows) > 1:
        courses.append(_together(paper.across, courses))
    from simulator.report import paper_page

    if as_json:
        tell_json(paper_page.document(paper, courses, seed))
    else:
        sys.stdout.write(paper_page.page(paper, courses, _say(), page_width(100)))
    return 0


def _together(across: Across, courses: Sequence[PaperRun]) -> PaperRun:
    figures = across.of([(course.settings, course.figures) for course in courses])
    return PaperRun(across.label, {}, across.printed, figures, 0.0)


def watch(paper: Paper, given: Mapping[str, object], seed: int) -> int:
    """Show the same runs live in the terminal; returns the exit code."""
    from simulator.app.launch import show_paper, terminal_language, terminal_will_do
    from simulator.app.preferences import kept
    from simulator.experiments.papers.live import LivePaper

    plans = _plans(paper, given)
    memory = kept()
    lang = memory.now.lang or terminal_language()
    if not terminal_will_do():
        sys.stderr.write(f"feedscope: {catalogue(lang)('app.no_terminal')}\n")
        return 2
    session = LivePaper(paper, [row for row, _ in plans], [settings for _, settings in plans], seed)
    try:
        return show_paper(session, lang, memory)
    finally:
        session.close()


def _plans(paper: Paper, given: Mapping[str, object]) -> list[tuple[PaperSetting, dict[str, object]]]:
    """The paper's rows with their settings; the one that is asked for where an option names what rows differ in."""
    free = {name for row in paper.rows for name in row.changes}
    rows = paper.rows if not free & given.keys() else (PaperSetting("as asked", {}, {}),)
    return [(row, validated(paper, {**row.changes, **given})) for row in rows]


def validated(paper: Paper, given: Mapping[str, object]) -> dict[str, object]:
    """The paper's settings with those given. SettingsError names each option that is out of range."""
    try:
        return paper.settings.model_validate_json(json.dumps(given), strict=True).model_dump()
    except ValidationError as error:
        sentences: list[str] = []
        for fault in error.errors():
            name = str(fault["loc"][0])
            field = paper.settings.model_fields[name]
            value = given[name]
            sentences.append(f"--{name.replace('_', '-')} must be {allowed(field)}, not {value!r}")
        raise SettingsError(*sentences) from None


paper = App(name="paper")


@paper.default
def papers(*, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """List the papers there are.

    Parameters
    ----------
    as_json
        Print one JSON document instead of the list.
    """
    return listing(as_json)


def _paper_verb(name: str) -> None:
    """Add the verb of one paper, with an option for each of its settings."""
    made = options(PAPERS[name])

    def verb(
        *,
        asked: Any = None,
        seed: int = 1,
        as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
        screen: Annotated[bool, Parameter(negative="")] = False,
    ) -> int:
        if screen and as_json:
            raise SettingsError("--screen and --json exclude each other: one draws, the other prints")
        given = (
            {} if asked is None else {key: value for key, value in asdict(asked).items() if value is not None}
        )
        return watch(PAPERS[name], given, seed) if screen else work(PAPERS[name], given, seed, as_json)

    verb.__annotations__["asked"] = made | None
    verb.__doc__ = f"""{PAPERS[name].citation}.

    Without options all rows of the paper are run and compared.

    Parameters
    ----------
    seed
        Names the luck of the run.
    as_json
        Print one JSON document instead of the tables.
    screen
        Show the model live in the terminal: its course, and the paper's figures beside those of now.
    """
    paper.command(verb, name=name)


for _name in PAPERS:
    _paper_verb(_name)
