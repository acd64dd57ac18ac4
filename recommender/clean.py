"""Text from outside, made harmless where it comes in or goes out: a terminal obeys some characters instead of showing
them, and a name with a line break in it tears a table or makes one refusal look like two.

What is replaced: control characters (C0, DEL, C1), line and paragraph separators, marks that turn the direction of what
follows (bidi), other characters without a picture, and halves of surrogate pairs. Joiners stay: names are spelt with
them.
"""

from __future__ import annotations

import json
import re

_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """The text with a question mark for each character that a terminal would obey."""
    return _OBEYED.sub("?", text)


def harmful(text: str) -> str:
    """The first character in it that a terminal would obey, as "U+001B"; "" if there is none."""
    found = _OBEYED.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def escaped(toml_text: str) -> str:
    """A line of TOML without such characters and with the same meaning: they are written as \\u202e or \\U000e0001."""
    return _OBEYED.sub(
        lambda found: f"\\u{ord(found[0]):04x}" if found[0] < "\U00010000" else f"\\U{ord(found[0]):08x}",
        toml_text,
    )


def spelt_out(json_text: str) -> str:
    """JSON without such characters and with the same meaning: they are written as \\u202e. Line breaks of its layout,
    which no text in JSON can hold, stay."""
    return _OBEYED.sub(lambda found: "\n" if found[0] == "\n" else json.dumps(found[0])[1:-1], json_text)
