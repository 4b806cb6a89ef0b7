"""Everything a handler may ask for by name. aiogram omits unknown names silently, so a test checks."""

from dataclasses import dataclass
from typing import TypedDict

from copywriting.platforms import Platforms
from desk.broadcaster import Broadcaster
from desk.courier import Courier
from desk.desk import Desk
from desk.library import Library
from desk.models import Models
from handlers.admin.line import Line
from handlers.attachments import Attachments
from handlers.bubbles import Bubbles
from handlers.cards import Cards
from handlers.exports import Exports
from handlers.folding import Folding
from handlers.moments import Moments
from handlers.offers import Offers
from handlers.opening import Defaults
from handlers.orders import Orders
from handlers.presentation import Presentation
from handlers.reception import Reception
from handlers.refining import Refining
from handlers.shortening import Shortening
from handlers.showing import Showing
from storage.audit import Audit
from storage.briefs import Briefs
from storage.broadcasts import Broadcasts
from storage.history import History
from storage.jobs import Jobs
from storage.opinions import Opinions
from storage.preferences import Preferences
from storage.records import UserId
from storage.usage import Usage
from storage.users import Users
from storage.variants import Variants


@dataclass(frozen=True, slots=True)
class House:
    """How this bot is set up, as far as people are told."""

    local_model: bool
    defaults: Defaults
    retention_days: int | None = None
    owners: frozenset[UserId] = frozenset()  # admins by the settings, whatever anybody decides


class Rows(TypedDict):
    """What is stored, by its kind."""

    users: Users
    briefs: Briefs
    jobs: Jobs
    variants: Variants
    history: History
    opinions: Opinions
    audit: Audit
    usage: Usage
    preferences: Preferences
    broadcasts: Broadcasts


class Taking(TypedDict):
    """What makes a brief of what people send."""

    platforms: Platforms
    cards: Cards
    reception: Reception
    attachments: Attachments
    shortening: Shortening
    offers: Offers


class Giving(TypedDict):
    """What has texts written, and brings them to people."""

    desk: Desk
    orders: Orders
    presentation: Presentation
    bubbles: Bubbles
    folding: Folding
    refining: Refining
    showing: Showing
    exports: Exports
    moments: Moments


class Keeping(TypedDict):
    """What only administrators turn."""

    house: House
    models: Models
    library: Library
    broadcaster: Broadcaster
    courier: Courier
    line: Line


class Services(Rows, Taking, Giving, Keeping):
    pass
