"""A chapter as data: a small TOML format that a teacher can write, read strictly, refused in one sentence.

    title = { en = "...", zh = "..." }

    [settings]                        # of the chapter's world, as in a settings file; few people are quick
    seed = 1
    world = { people = 300 }

    [[pages]]                         # one after the other
    text = { en = "...", zh = "..." } # two or three lines
    show = "map"                      # phone, map, brand or vitals (the numbers): the others are dimmed; or worlds:
                                      # the twin's map on the left, the world's on the right
    begin = { "feed.algorithm" = "random" }   # another world: the settings above with these changes
    switch = "user-cf"                # another algorithm
    fork = "random"                   # a twin lives beside the world from now on, under this algorithm
    tune = { "feed.rerank.exploration.on" = true }
    follow = { person = "narrowest", creator = "leading" }    # or numbers
    run = { hours = 48, speed = 12 }  # hours a second
    keep = { before_it = "vitals.effective_topics" }  # when the page is over, for later pages

    [pages.question]                  # asked before the hours run
    ask = { en = "...", zh = "..." }
    measure = "vitals.effective_topics"       # a name in measures.MEASURES
    against = "start"                 # its change on this page; or a kept name, or twin: its distance from that
    choices = [                       # the right one is that in whose range the measured value lies
        { en = "fewer", zh = "...", below = 0 },
        { en = "more", zh = "...", from = 0 },
    ]

    [pages.reveal]                    # told afterwards
    en = "From {before} to {now}."
    zh = "..."

Of a page only `text` and `show` must be there. In texts `{now}`, `{before}` and `{difference}` are the question's
figures, `{person}`, `{creator}` and `{topic}` whom the screen shows, and kept names what was kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import cast

from recommender.clean import clean
from simulator.app.commands import PANELS
from simulator.locale import LANGUAGES
from simulator.rooms.story.measures import MEASURES
from simulator.settings.toml_text import named_text, put
from simulator.settings.toml_text import read as read_toml

Table = Mapping[str, object]
Value = bool | int | float | str

PEOPLE = ("narrowest", "widest")
"""Whose phone to show: of those on the map whose diet is known, the farthest out or the nearest to the middle."""
CREATORS = ("leading",)
"""Whose brand: who reached most people."""
SHOWN = (*PANELS, "worlds")
"""What a page can show."""
TWIN = "twin"
"""What a figure is compared with that the other world has."""
ALWAYS = ("person", "creator", "topic")
COMPARED = ("now", "before", "difference")
MOST_CHOICES = 4
MOST_HOURS = 2_000
MOST_SPEED = 200

PLACEHOLDER = re.compile(r"\{(\w*)\}")


class ChapterError(ValueError):
    """A chapter that cannot be told: one sentence that names the place and what is allowed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(clean(sentence))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in every language."""

    by: Mapping[str, str]

    def __getitem__(self, lang: str) -> str:
        return self.by[lang]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, right where `low` <= the measured value < `high`."""

    words: Sentence
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Question:
    ask: Sentence
    measure: str
    against: str
    """"" the value itself, "start" its change on the page, "twin" or the name of a value that was kept."""
    choices: tuple[Choice, ...]

    def right(self, value: float) -> int:
        """The position of the right choice; -1 where the value is not defined."""
        return next((i for i, choice in enumerate(self.choices) if choice.low <= value < choice.high), -1)


@dataclass(frozen=True, slots=True)
class ChapterPage:
    text: Sentence
    show: str
    begin: Mapping[str, Value] | None = None
    switch: str = ""
    fork: str = ""
    tune: Mapping[str, Value] = field(default_factory=dict[str, Value])
    person: int | str | None = None
    creator: int | str | None = None
    hours: int = 0
    speed: float = 0.0
    keep: Mapping[str, str] = field(default_factory=dict[str, str])
    question: Question | None = None
    reveal: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    title: Sentence
    settings: Table
    pages: tuple[ChapterPage, ...]

    def world(self, page: int = 0) -> dict[str, object]:
        """Plain settings of the world that this page begins."""
        return _begun(self.settings, self.pages[page].begin or {}, f"page {page + 1}: begin")


def names() -> tuple[str, ...]:
    """Names of the chapters that come with feedscope, in their order."""
    return tuple(file.split("-", 1)[1].removesuffix(".toml") for file in _files())


def chapters() -> tuple[Chapter, ...]:
    """The chapters that come with feedscope."""
    folder = files("simulator.rooms.story")
    return tuple(
        read(folder.joinpath(file).read_text(encoding="utf-8"), file, name)
        for file, name in zip(_files(), names(), strict=True)
    )


def _files() -> Sequence[str]:
    return sorted(
        entry.name
        for entry in files("simulator.rooms.story").iterdir()
        if entry.name[0].isdigit() and entry.name.endswith(".toml")
    )


def read_file(file: Path) -> Chapter:
    """The chapter in a file. ChapterError says what is wrong where."""
    return read(named_text(file, "chapter", ChapterError), str(file), file.stem)


def read(text: str, source: str, name: str = "") -> Chapter:
    """The chapter that TOML text holds; `source` is the text's name in errors. ChapterError."""
    try:
        table = read_toml(text)
    except ValueError as error:
        raise ChapterError(f"{source} is not valid TOML: {error}") from None
    try:
        return _chapter(table, name or source)
    except ChapterError as error:
        raise ChapterError(f"{source}: {error}") from None


def _chapter(table: Table, name: str) -> Chapter:
    _known(table, "the chapter", ("title", "settings", "pages"))
    title = _words(table, "title", "the chapter")
    _only(title, "title", ())
    settings = _table(table.get("settings", {}), "settings")
    rows = table.get("pages")
    if not isinstance(rows, list) or not rows:
        raise ChapterError("pages must be there: at least one [[pages]]")
    kept: list[str] = []
    pages = tuple(
        _page(_table(row, f"page {number}"), f"page {number}", kept)
        for number, row in enumerate(cast("list[object]", rows), start=1)
    )
    for number, page in enumerate(pages, start=1):
        _begun(settings, page.begin or {}, f"page {number}: begin")
    return Chapter(name, title, settings, pages)


def _page(table: Table, where: str, kept: list[str]) -> ChapterPage:
    _known(
        table,
        where,
        ("text", "show", "begin", "switch", "fork", "tune", "follow", "run", "keep", "question", "reveal"),
    )
    show = _one_of(table.get("show"), SHOWN, f"{where}: show")
    text = _words(table, "text", where)
    _only(text, f"{where}: text", (*ALWAYS, *kept))
    question = _question(table, where, kept)
    begin = _changes(table["begin"], f"{where}: begin") if "begin" in table else None
    run = _table(table.get("run", {}), f"{where}: run")
    _known(run, f"{where}: run", ("hours", "speed"))
    follow = _table(table.get("follow", {}), f"{where}: follow")
    _known(follow, f"{where}: follow", ("person", "creator"))
    keep = _changes(table.get("keep", {}), f"{where}: keep")
    for key, measure in keep.items():
        if not key.isidentifier() or key in (*ALWAYS, *COMPARED, "start", TWIN):
            raise ChapterError(f"{where}: keep cannot use the name {key!r}")
        _one_of(measure, tuple(MEASURES), f"{where}: keep.{key}")
    kept += keep
    reveal = _words(table, "reveal", where) if "reveal" in table else None
    if reveal is not None:
        _only(reveal, f"{where}: reveal", (*ALWAYS, *kept, *(COMPARED if question else ())))
    return ChapterPage(
        text=text,
        show=show,
        begin=begin,
        switch=str(table.get("switch", "")),
        fork=str(table.get("fork", "")),
        tune=_changes(table.get("tune", {}), f"{where}: tune"),
        person=_whom(follow.get("person"), PEOPLE, f"{where}: follow.person"),
        creator=_whom(follow.get("creator"), CREATORS, f"{where}: follow.creator"),
        hours=int(_number(run, "hours", 1, MOST_HOURS, f"{where}: run")) if run else 0,
        speed=_number(run, "speed", 0.25, MOST_SPEED, f"{where}: run") if run else 0.0,
        keep={key: str(measure) for key, measure in keep.items()},
        question=question,
        reveal=reveal,
    )


def _question(page: Table, where: str, kept: Sequence[str]) -> Question | None:
    if "question" not in page:
        return None
    where = f"{where}: question"
    table = _table(page["question"], where)
    _known(table, where, ("ask", "measure", "against", "choices"))
    ask = _words(table, "ask", where)
    _only(ask, f"{where}: ask", (*ALWAYS, *kept))
    measure = _one_of(table.get("measure"), tuple(MEASURES), f"{where}: measure")
    against = table.get("against", "")
    if against:
        against = _one_of(against, ("start", TWIN, *kept), f"{where}: against")
    rows = table.get("choices")
    if not isinstance(rows, list) or not 2 <= len(cast("list[object]", rows)) <= MOST_CHOICES:
        raise ChapterError(f"{where}: choices must be 2 to {MOST_CHOICES} tables")
    choices = tuple(
        _choice(_table(row, f"{where}: choice {number}"), f"{where}: choice {number}")
        for number, row in enumerate(cast("list[object]", rows), start=1)
    )
    _cover(choices, where)
    return Question(ask, measure, str(against), choices)


def _choice(table: Table, where: str) -> Choice:
    _known(table, where, (*LANGUAGES, "from", "below"))
    ends = {"from": -inf, "below": inf}
    for end in ends:
        if end in table:
            ends[end] = _number(table, end, -inf, inf, where)
    return Choice(_spoken(table, where), ends["from"], ends["below"])


def _cover(choices: Sequence[Choice], where: str) -> None:
    """Exactly one choice must be right, whatever is measured."""
    in_order = sorted(choices, key=lambda choice: choice.low)
    ends = [-inf, *(choice.high for choice in in_order)]
    starts = [*(choice.low for choice in in_order), inf]
    if ends != starts:
        raise ChapterError(
            f"{where}: the choices' ranges must follow each other without gap or overlap, from no `from` to no `below`"
        )


# Parts


def _begun(settings: Table, changes: Mapping[str, Value], where: str) -> dict[str, object]:
    """The settings with these changes. ChapterError where one goes through what is no table."""
    made = _copy(settings)
    for dotted, value in changes.items():
        try:
            put(made, dotted, value)
        except ValueError as error:
            raise ChapterError(f"{where}: {error}") from None
    return made


def _copy(table: Table) -> dict[str, object]:
    return {
        key: _copy(cast("Table", part)) if isinstance(part, dict) else part for key, part in table.items()
    }


def _table(value: object, where: str) -> Table:
    if not isinstance(value, dict):
        raise ChapterError(f"{where} must be a table, not {value!r}")
    return cast("Table", value)


def _known(table: Table, where: str, known: Sequence[str]) -> None:
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            rest = f" (did you mean {close[0]!r}?)" if close else f"; known are {', '.join(known)}"
            raise ChapterError(f"{where} has no {key!r}{rest}")


def _words(table: Table, key: str, where: str) -> Sentence:
    if key not in table:
        raise ChapterError(f"{where} needs {key}, in {' and '.join(LANGUAGES)}")
    part = _table(table[key], f"{where}: {key}")
    _known(part, f"{where}: {key}", LANGUAGES)
    return _spoken(part, f"{where}: {key}")


def _spoken(table: Table, where: str) -> Sentence:
    for lang in LANGUAGES:
        if not isinstance(table.get(lang), str) or not str(table[lang]).strip():
            raise ChapterError(f"{where} needs words in {lang}")
    return Sentence({lang: clean(" ".join(str(table[lang]).split())) for lang in LANGUAGES})


def _only(words: Sentence, where: str, known: Sequence[str]) -> None:
    for lang in LANGUAGES:
        text = words[lang]
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                allowed = ", ".join(f"{{{each}}}" for each in known) or "no placeholder"
                raise ChapterError(f"{where} ({lang}) cannot say {{{name}}}; here it may say {allowed}")
        if set("{}") & set(PLACEHOLDER.sub("", text)):
            raise ChapterError(f"{where} ({lang}) has a brace that belongs to no placeholder")


def _changes(value: object, where: str) -> Mapping[str, Value]:
    table = _table(value, where)
    for key, part in table.items():
        if not isinstance(part, bool | int | float | str):
            raise ChapterError(f'{where}: write {key} with dots, such as "feed.algorithm" = "random"')
    return cast("Mapping[str, Value]", table)


def _one_of(value: object, known: Sequence[str], where: str) -> str:
    if value not in known:
        close = get_close_matches(str(value), known, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        given = f"not {value!r}" if value is not None else "and is missing"
        raise ChapterError(f"{where} must be one of {', '.join(known)}, {given}{hint}")
    return str(value)


def _whom(value: object, rules: Sequence[str], where: str) -> int | str | None:
    if value is None or value in rules:
        return cast("str | None", value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ChapterError(f"{where} must be a number from 0 or one of {', '.join(rules)}, not {value!r}")
    return value


def _number(table: Table, key: str, low: float, high: float, where: str) -> float:
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        given = f"not {value!r}" if value is not None else "and is missing"
        raise ChapterError(f"{where}.{key} must be a number between {low:g} and {high:g}, {given}")
    return float(value)
