"""The version of the program."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The version that is installed; "unknown" for a bare checkout."""
    try:
        return version("feedscope")
    except PackageNotFoundError:
        return "unknown"
