"""What `simulator`, and `feedscope` with it, offers, and where it lies."""

from .config import Settings as Settings
from .errors import SettingsError as SettingsError
from .front_door import World as World, run as run
