"""A study as one HTML page that needs no network: findings in words, charts and tables, light and dark, printable.

It is made of the JSON document that the study left, whoever made that and wherever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, cast

from recommender.clean import clean
from simulator.experiments.studies.tidy import html_table
from simulator.locale import Wording, catalogue
from simulator.recording.parts import write_text
from simulator.report.facts import Told
from simulator.report.study_parts import PARTS, ReportPart
from simulator.settings.errors import SettingsError

_MOST_BYTES = 200_000_000
_LEFT_OUT = ("values", "lines", "finalists", "screened", "elsewhere", "luck", "failed", "seeds")
"""Of the document, in "what was asked": what was found."""
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#ffffff;--quiet:#57606a;--mark:#0a5a9c;--line:#d0d7de}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--quiet:#9da7b3;--mark:#6cb6ff;--line:#30363d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}
li{margin:.35rem 0}svg{display:block;max-width:100%;height:auto;margin:.5rem 0}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5rem 0}
th,td{padding:.3rem .8rem .3rem 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left}th{color:var(--quiet);font-weight:600}
.note,footer{color:var(--quiet);font-size:.9rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
footer{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:.75rem}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--quiet:#444;--mark:#0a5a9c;--line:#bbb}
body{max-width:none;padding:0;font-size:10pt}section{break-inside:avoid}}
"""


def found_at(place: Path) -> Path:
    """The document of the study in this folder, or the file itself. SettingsError if there is none."""
    if not place.is_dir():
        return place
    there = [place / f"{kind}.json" for kind in PARTS if (place / f"{kind}.json").is_file()]
    if len(there) == 1:
        return there[0]
    names = ", ".join(f"{kind}.json" for kind in PARTS)
    if there:
        raise SettingsError(f"{place} holds several studies: name one of {', '.join(map(str, there))}")
    raise SettingsError(f"{place} holds no study: there must be one of {names}, as --out leaves them")


def read(file: Path) -> Told:
    """A study's document. SettingsError if the file has none."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise SettingsError(f"{file} is too large to be a study's document")
        told: object = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError):
        raise SettingsError(
            f"{file} is no JSON document; feedscope compare ... --json > study.json makes one"
        ) from None
    kind = cast("dict[str, object]", told).get("study") if isinstance(told, dict) else None
    if kind not in PARTS:
        raise SettingsError(f'{file} is no study\'s document: "study" must be one of {", ".join(PARTS)}')
    return cast("Told", told)


def write(file: Path, told: Told, lang: str, source: str) -> None:
    """Put the page of a document into a file. SettingsError if the document lacks something, RecordingError if the disk
    does not take it."""
    try:
        text = page(told, lang, source)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise SettingsError(
            f"{source} is not as this feedscope writes a study's document ({type(error).__name__}: {error})"
        ) from None
    write_text(file, text)


def page(told: Told, lang: str, source: str) -> str:
    """The page in a language; `source` is the file that the document is from."""
    say = catalogue(lang)
    title = say(f"study.title.{told['study']}", what=_what(told, say))
    body = "".join(_section(part) for part in PARTS[told["study"]](told, say))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{_plain(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><main><h1>{_plain(title)}</h1>\n{body}"
        f"{''.join(_ending(told, say))}</main>\n"
        f"<footer>{_plain(say('study.made', version=told['feedscope'], file=source))}</footer></body></html>\n"
    )


def _what(told: Told, say: Wording) -> str:
    kind = told["study"]
    if kind == "compare":
        return say("advise.and").join(told["arms"])
    if kind == "sweep":
        return say("advise.and").join(one["setting"] for one in told["vary"])
    if kind == "abtest":
        return say("study.versus", a=told["a"]["name"], b=told["b"]["name"])
    return say(f"advise.goal.{told['goal']}")


def _section(part: ReportPart) -> str:
    sentences = _list(part.sentences)
    table = f'<div class="wide">{html_table(part.heads, part.rows)}</div>' if part.rows else ""
    notes = "".join(f'<p class="note">{_plain(note)}</p>' for note in part.notes)
    return f"<section><h2>{_plain(part.title)}</h2>{sentences}{part.chart}{table}{notes}</section>\n"


def _ending(told: Told, say: Wording) -> Iterator[str]:
    """Whether all is there, what failed, and the whole of what was asked."""
    why, key = told["ended_early"] or "", f"study.why.{told['ended_early']}"
    if why:
        why = say(key) if key in say else say("study.why.other", words=why)
    whole = not why and not told["failed"]
    yield f"<p>{_plain(say('study.whole') if whole else say('study.part', why=why))}</p>"
    if told["failed"]:
        named = (
            say("study.failed", where=next(iter(one.values())), seed=one["seed"], error=one["error"])
            for one in told["failed"]
        )
        yield f"<h2>{_plain(say('study.failed_runs'))}</h2>{_list(named)}"
    asked = {name: value for name, value in told.items() if name not in _LEFT_OUT}
    seeds = {"seeds": told["seeds"]} if "seeds" in told else {}
    words = json.dumps(cast("Mapping[str, Any]", asked | seeds), ensure_ascii=False, indent=1)
    yield f"<details><summary>{_plain(say('study.settled'))}</summary><pre>{_plain(words)}</pre></details>"


def _list(sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{_plain(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""


def _plain(words: str) -> str:
    return escape("\n".join(map(clean, words.split("\n"))))
