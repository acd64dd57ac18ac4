"""Figures large enough for the last row of a hall: digits of five rows of pixels, as half or as whole blocks. Pure."""

from __future__ import annotations

from rich.cells import cell_len

_PIXELS = {
    "0": "####|#..#|#..#|#..#|####", "1": "..#|.##|..#|..#|..#", "2": "####|...#|####|#...|####",
    "3": "####|...#|.###|...#|####", "4": "#..#|#..#|####|...#|...#", "5": "####|#...|####|...#|####",
    "6": "####|#...|####|#..#|####", "7": "####|...#|...#|...#|...#", "8": "####|#..#|####|#..#|####",
    "9": "####|#..#|####|...#|####", ".": ".|.|.|.|#", ",": "..|..|..|.#|#.", "%": "##..#|##.#.|..#..|.#.##|#..##",
    "k": "#..#|#.#.|##..|#.#.|#..#", "M": "#...#|##.##|#.#.#|#...#|#...#", "-": "...|...|###|...|...",
    "–": "...|...|###|...|...", "−": "...|...|###|...|...",
}  # fmt: skip

PIXELS = 5
"""Rows of pixels."""
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def split(text: str) -> tuple[str, str]:
    """The part that can be drawn large, from the front, and the rest in plain letters."""
    end = next((i for i, letter in enumerate(text) if letter not in _PIXELS), len(text))
    return text[:end], text[end:].strip()


def large(text: str, width: int, rows: int) -> list[str]:
    """The text in `rows` rows of equal length: whole blocks from five rows on, half blocks from three; as it is where
    neither fits into `width`."""
    picture = _picture(text)
    if rows >= PIXELS and picture and 2 * len(picture[0]) <= width:
        return ["".join("██" if on else "  " for on in line) for line in picture]
    if rows >= 3 and picture and len(picture[0]) <= width:
        below = [*picture[1:], [False] * len(picture[0])]
        return [
            "".join(_HALVES[pair] for pair in zip(picture[y], below[y], strict=True))
            for y in range(0, PIXELS, 2)
        ]
    return [text if cell_len(text) <= width else ""]


def _picture(text: str) -> list[list[bool]]:
    """Five rows of pixels, a blank column between two glyphs."""
    lines: list[list[bool]] = [[] for _ in range(PIXELS)]
    for letter in text:
        for line, row in zip(lines, _PIXELS[letter].split("|"), strict=True):
            line += ([False] if line else []) + [pixel == "#" for pixel in row]
    return lines if text else []
