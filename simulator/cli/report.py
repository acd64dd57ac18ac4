"""The verb `feedscope report`: a study's findings as one HTML page."""

from __future__ import annotations

import sys
from pathlib import Path

from simulator.locale import LANGUAGES
from simulator.settings.errors import SettingsError, one_of


def report(study: Path, /, *, out: Path | None = None, lang: str = "en") -> int:
    """Make one HTML page of a study: findings in plain words, charts, tables; it needs no network, and prints well.

    Parameters
    ----------
    study
        The folder that --out of compare, sweep, advise or abtest left, or the JSON document that --json printed.
    out
        Where the page goes (report.html beside the document, if not given).
    lang
        Language of the page (en or zh).
    """
    from simulator.report import study_html

    one_of("--lang", lang, LANGUAGES)
    source = study_html.found_at(study)
    told = study_html.read(source)
    file = out or source.with_name("report.html")
    if file.is_dir():
        raise SettingsError(f"--out must be a file such as {file / 'report.html'}, and {file} is a folder")
    study_html.write(file, told, lang, source.name)
    sys.stdout.write(f"{file}\n")
    return 0
