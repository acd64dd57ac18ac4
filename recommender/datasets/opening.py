"""A file as text that can be read line by line, whatever it came as: packed, or in another encoding than UTF-8.

DuckDB reads UTF-8, plain or gzipped. Everything else is written out as UTF-8 first, line by line, so that lines keep
their numbers; what was written goes when reading is over.
"""

from __future__ import annotations

import codecs
import gzip
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from recommender.datasets.log import LogError

BLANKS = "blanks"
"""A separator: any run of blanks and tabs."""
_SAMPLE = 1 << 16
_PIECE = 1 << 24
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"
"""What text that is no UTF-8 is taken for: Latin-1 and what Windows added to it."""


def unpacked(path: Path, room: Path) -> Path:
    """What is in a zip file, put into the folder `room`: its only file, or the folder. Errors: LogError."""
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [one for one in packed.infolist() if not one.is_dir()]
            size = sum(one.file_size for one in inside)
            free = shutil.disk_usage(room).free
            if size > 0.9 * free:
                raise LogError(f"{path.name} unpacks to {size:,} bytes, and {free:,} are free in {room}")
            packed.extractall(room)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise LogError(f"{path.name} cannot be unpacked: {error}") from None
    files = [one for one in sorted(room.rglob("*")) if one.is_file() and not one.name.startswith(".")]
    if not files:
        raise LogError(f"{path.name} is empty")
    return files[0] if len(files) == 1 else room


def opened(path: Path, encoding: str) -> IO[str]:
    """The text, its lines as they end."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding=encoding, errors="replace", newline="")
    return path.open(encoding=encoding, errors="replace", newline="")


def encoding_of(path: Path, wanted: str) -> str:
    """The encoding's name as Python has it, found out where `wanted` is "auto".

    A mark at the beginning tells, or every other byte being 0; text that is no UTF-8 is Western European.
    Errors: LogError for an encoding that does not exist and a file that is no text or cannot be read.
    """
    if wanted != "auto":
        try:
            name = codecs.lookup(wanted).name
            "".encode(name)
        except (LookupError, UnicodeError):
            raise LogError(
                f"encoding must be one that Python knows, like utf-8, latin-1 or utf-16, not {wanted!r}"
            ) from None
        return "utf-8-sig" if name == "utf-8" else name
    try:
        with _bytes_of(path) as raw:
            sample = raw.read(_SAMPLE)
            for mark, name in _MARKS:
                if sample.startswith(mark):
                    return name
            if b"\0" in sample:
                return _wide(path, sample)
            return "utf-8-sig" if _is_utf8(sample, raw) else _WESTERN
    except (OSError, EOFError) as error:
        raise LogError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _wide(path: Path, sample: bytes) -> str:
    """UTF-16 without a mark, as text of mostly Latin letters shows it."""
    zeros = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if len(sample) > 2 and max(zeros) > 0.6 * half and min(zeros) < 0.1 * half:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    raise LogError(f"{path} is no text: a log must be text (one row a line), JSON lines, or Parquet")


def _is_utf8(sample: bytes, raw: IO[bytes]) -> bool:
    """Whether all of it is; the reader itself would only say so at the first row that is not."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    piece = sample
    try:
        while piece:
            decoder.decode(piece)
            piece = raw.read(_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _bytes_of(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def rewritten(path: Path, encoding: str, blanks: bool, room: Path) -> Path:
    """The same lines in UTF-8, in a new file in `room`; runs of blanks become one tab where `blanks` are separators."""
    (room / "text").mkdir(exist_ok=True)
    written = room / "text" / path.name.removesuffix(".gz")
    with opened(path, encoding) as lines, written.open("w", encoding="utf-8", newline="") as out:
        out.writelines(_tabbed(lines) if blanks else lines)
    return written


def listed(path: Path, encoding: str, room: Path) -> Path:
    """The objects of one JSON list, a line each, in a new file in `room`. LogError for what is no such list."""
    try:
        with opened(path, encoding) as text:
            rows = json.load(text)
    except (ValueError, RecursionError) as error:
        raise LogError(f"{path.name} is no JSON list: {error}") from None
    (room / "text").mkdir(exist_ok=True)
    written = room / "text" / path.name.removesuffix(".gz")
    with written.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    return written


def _tabbed(lines: IO[str]) -> Iterator[str]:
    for line in lines:
        yield "\t".join(line.split()) + "\n"
