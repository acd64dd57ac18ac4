"""What `simulator.frames` offers, and where it lies."""

from .answers import Found as Found, Knob as Knob, StageState as StageState
from .brand import (
    BRAND_PARTS as BRAND_PARTS,
    FUNNEL as FUNNEL,
    MARKS as MARKS,
    NO_BASS as NO_BASS,
    Bass as Bass,
    Brand as Brand,
    Mark as Mark,
    Rival as Rival,
    TopVideo as TopVideo,
)
from .feed import FeedItem as FeedItem, Phone as Phone, PlaceReason as PlaceReason
from .figures import (
    FIGURES as FIGURES,
    HOURS_PER_DAY as HOURS_PER_DAY,
    Figure as Figure,
    Hour as Hour,
    Unit as Unit,
)
from .frame import Aside as Aside, CloseUp as CloseUp, Crowd as Crowd, Frame as Frame
from .happenings import (
    TURNS as TURNS,
    HotTrend as HotTrend,
    Live as Live,
    Remark as Remark,
    Turn as Turn,
)
from .levers import KINDS as KINDS
from .vitals import (
    Diet as Diet,
    FigureHistory as FigureHistory,
    Floats as Floats,
    Vitals as Vitals,
)
