"""Libraries that only some methods need: whether they are here, and what to do if not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec


class MissingLibrary(ImportError):
    """A method was made whose library is not installed; the text says how to install it."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library behind one of the package's extras."""

    module: str
    """What is imported."""
    name: str
    """What people call it."""
    extra: str
    """The extra of feedscope that installs it."""

    def missing(self, method: str) -> str:
        """Why `method` cannot be made and what to do about it, in one sentence; "" if it can. Imports nothing."""
        if find_spec(self.module) is not None:
            return ""
        return f"the method {method} needs {self.name}: pip install 'feedscope[{self.extra}]'"

    def require(self, method: str) -> None:
        """Errors: MissingLibrary if the library is not installed."""
        sentence = self.missing(method)
        if sentence:
            raise MissingLibrary(sentence)


IMPLICIT = Library("implicit", "implicit", "factors")
TORCH = Library("torch", "PyTorch", "deep")

LIBRARIES: Mapping[str, Library] = {"factors": IMPLICIT, "two-tower": TORCH}
"""What methods need beyond the package's own dependencies, by their names."""


def missing(name: str) -> str:
    """Why the method cannot be made here and how to install what it needs; "" if nothing is missing."""
    return LIBRARIES[name].missing(name) if name in LIBRARIES else ""
