"""The panels of the dashboard. Each draws frames with `show`, and speaks by messages."""

from simulator.app.widgets.brand_panel import BrandPanel
from simulator.app.widgets.cocoon_map import CocoonMap
from simulator.app.widgets.panel import CreatorPicked, PersonPicked
from simulator.app.widgets.phone import PhonePanel
from simulator.app.widgets.status_bar import StatusBar
from simulator.app.widgets.ticker import Ticker
from simulator.rooms.dashboard.vitals_panel import VitalsPanel

__all__ = [
    "BrandPanel",
    "CocoonMap",
    "CreatorPicked",
    "PersonPicked",
    "PhonePanel",
    "StatusBar",
    "Ticker",
    "VitalsPanel",
]
