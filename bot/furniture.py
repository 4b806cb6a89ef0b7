"""The services of the handlers, by subject."""

import time

from bot.bureau import Bureau
from bot.means import DATA, Means
from bot.settings import Settings
from copywriting.platforms import Platforms
from copywriting.workshop import Workshop
from desk.library import Library
from documents.safely import SafeReader
from handlers.admin.line import Line
from handlers.attachments import Attachments
from handlers.bubbles import Bubbles
from handlers.cards import Cards
from handlers.exports import Exports
from handlers.folding import Folding
from handlers.moments import Moments
from handlers.offers import Offers
from handlers.opening import Defaults, Opening
from handlers.orders import Orders
from handlers.pastes import Pastes
from handlers.reception import Reception
from handlers.refining import Refining
from handlers.services import Giving, House, Keeping, Services, Taking
from handlers.shortening import Shortening
from handlers.showing import Showing
from storage.briefs import Briefs
from storage.files import Files
from storage.records import UserId


def furnish(settings: Settings, means: Means, bureau: Bureau) -> tuple[Services, Pastes]:
    """The services, and the one of them that has to run."""
    house = _house(settings, means.knowledge.platforms)
    moments = Moments(means.clock, settings.time_zone)
    taking, pastes = _taking(house.defaults, means, bureau)
    giving = _giving(moments, means, bureau)
    keeping = Keeping(
        house=house,
        models=means.models,
        library=Library(Files(means.database), DATA, bureau.workshop),
        broadcaster=bureau.broadcaster,
        courier=bureau.courier,
        line=Line(bureau.desk, means.models, moments, jobs=bureau.rows["jobs"], users=bureau.rows["users"]),
    )
    return {**bureau.rows, **taking, **giving, **keeping}, pastes


def _taking(defaults: Defaults, means: Means, bureau: Bureau) -> tuple[Taking, Pastes]:
    briefs, platforms = bureau.rows["briefs"], means.knowledge.platforms
    cards = Cards(means.bot, briefs, bureau.rows["variants"], platforms)
    shortening = Shortening(bureau.workshop, means.knowledge.morphology)
    offers = Offers(means.bot, briefs, cards, shortening)
    pastes = Pastes(offers.show_new, time.monotonic)
    taking = Taking(
        platforms=platforms,
        cards=cards,
        reception=Reception(_opening(defaults, briefs, bureau.workshop), offers, pastes),
        attachments=Attachments(means.bot, SafeReader()),
        shortening=shortening,
        offers=offers,
    )
    return taking, pastes


def _giving(moments: Moments, means: Means, bureau: Bureau) -> Giving:
    rows, desk, presentation = bureau.rows, bureau.desk, bureau.presentation
    jobs, variants = rows["jobs"], rows["variants"]
    orders = Orders(means.bot, desk, jobs, rows["users"], presentation)
    bubbles = Bubbles(means.bot, variants, presentation)
    folding = Folding(variants, bubbles)
    return Giving(
        desk=desk,
        orders=orders,
        presentation=presentation,
        bubbles=bubbles,
        folding=folding,
        refining=Refining(desk, orders, bubbles, jobs=jobs, variants=variants),
        showing=Showing(bubbles, folding),
        exports=Exports(rows["history"], presentation, means.knowledge.platforms, moments),
        moments=moments,
    )


def _house(settings: Settings, platforms: Platforms) -> House:
    return House(
        local_model=settings.engine == "llama",
        defaults=Defaults(next(iter(platforms)).slug, settings.variants, streaming=settings.streaming),
        retention_days=settings.retention_days,
        owners=frozenset(map(UserId, settings.admin_ids)),
    )


def _opening(defaults: Defaults, briefs: Briefs, workshop: Workshop) -> Opening:

    def product_in(seed: str) -> str | None:
        named = workshop.knowledge.products.recognise(seed)
        return named[0].name if named else None

    return Opening(briefs, workshop.knowledge.platforms, defaults, product_in)
