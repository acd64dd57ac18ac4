"""What a creator chooses among, by name. Settings, laws, frames and screens read it here, and nothing is imported."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["tutorial", "demo", "experience", "story", "personal", "entertainment"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Video types: tutorial, product demo, user experience, brand story, personal, entertainment."""

Hashtags = Literal["own", "hot", "niche"]
HASHTAGS: tuple[str, ...] = get_args(Hashtags)
"""Which tags a creator uses: its own way, the hot ones, or niche ones."""

Hours = Literal["any", "morning", "noon", "evening", "night"]
HOURS: tuple[str, ...] = get_args(Hours)
"""When a creator posts."""
