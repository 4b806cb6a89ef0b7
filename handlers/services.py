"""Everything a handler may ask for by name. aiogram omits unknown names silently, so a test checks."""

from dataclasses import dataclass
from typing import TypedDict

from copywriting.platforms import Platforms
from desk.desk import Desk
from handlers.cards import Cards
from handlers.exports import Exports
from handlers.moments import Moments
from handlers.orders import Orders
from handlers.presentation import Presentation
from handlers.reception import Reception
from handlers.showing import Showing
from storage.briefs import Briefs
from storage.history import History
from storage.jobs import Jobs
from storage.opinions import Opinions
from storage.users import Users
from storage.variants import Variants


@dataclass(frozen=True, slots=True)
class House:
    """How this bot is set up, as far as people are told."""

    local_model: bool


class Services(TypedDict):
    users: Users
    briefs: Briefs
    jobs: Jobs
    variants: Variants
    platforms: Platforms
    desk: Desk
    cards: Cards
    orders: Orders
    reception: Reception
    presentation: Presentation
    house: House
    history: History
    opinions: Opinions
    showing: Showing
    exports: Exports
    moments: Moments
