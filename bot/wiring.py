"""Who gets what: the services of the handlers and what has to run beside them."""

import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiogram import Bot, Dispatcher

from bot.access import Doorman
from bot.errors import CannotGoOn
from bot.inbox import Inbox
from bot.monitor import Monitor, Patient
from bot.settings import Settings
from bot.tidying import keep_tidy
from bot.watchdog import Watchdog
from copywriting.library import Knowledge as Knowledge
from copywriting.platforms import Platforms
from copywriting.workshop import Workshop
from desk.broadcaster import Broadcaster
from desk.clock import Clock
from desk.courier import Courier
from desk.delivery import Delivery
from desk.desk import Desk
from desk.library import Library
from desk.limits import Limits
from desk.models import Models
from desk.tools import Tools
from documents.safely import SafeReader
from handlers import dispatcher
from handlers.admin.announcing import Announcements
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
from handlers.presentation import Presentation
from handlers.reception import Reception
from handlers.refining import Refining
from handlers.services import House, Services
from handlers.shortening import Shortening
from handlers.showing import Showing
from inference.contract import Engine
from storage.audit import Audit
from storage.briefs import Briefs
from storage.broadcasts import Broadcasts
from storage.database import Database
from storage.files import Files
from storage.fsm import SQLiteStorage
from storage.history import History
from storage.jobs import Jobs
from storage.opinions import Opinions
from storage.preferences import Preferences
from storage.records import UserId
from storage.retention import Retention
from storage.updates import Updates
from storage.usage import Usage
from storage.users import Users
from storage.variants import Variants

Chore = Callable[[], Coroutine[None, None, None]]
DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Office:
    """What runs while the bot is up."""

    dispatcher: Dispatcher
    desk: Desk
    pastes: Pastes
    inbox: Inbox
    watchdog: Watchdog
    chores: tuple[Chore, ...] = ()


@dataclass(frozen=True, slots=True)
class Means:
    """What the bot works with: opened by the caller, closed by the caller."""

    bot: Bot
    database: Database
    models: Models
    knowledge: Knowledge
    clock: Clock
    monitor: Monitor = field(default_factory=Monitor)

    @property
    def engine(self) -> Engine:
        """The one in use: another one after a switch."""
        return self.models.switch


def open_office(settings: Settings, means: Means) -> Office:
    bot, knowledge = means.bot, means.knowledge
    users, briefs = Users(means.database), Briefs(means.database)
    jobs, variants = Jobs(means.database), Variants(means.database)
    presentation = Presentation(knowledge.platforms)
    observer = means.monitor.metrics
    delivery = Delivery(
        bot, presentation, means.clock, users=users, jobs=jobs, variants=variants, observer=observer
    )
    workshop = Workshop(means.models.switch, knowledge)
    tools = Tools(jobs, variants, workshop, delivery, _limits(settings), means.clock, observer)
    desk = Desk(tools, random.SystemRandom())
    means.models.switched = desk.measure_anew
    orders = Orders(bot, desk, jobs, users, presentation)
    bubbles = Bubbles(bot, variants, presentation)
    folding = Folding(variants, bubbles)
    cards = Cards(bot, briefs, variants, knowledge.platforms)
    shortening = Shortening(workshop, knowledge.morphology)
    offers = Offers(bot, briefs, cards, shortening)
    pastes = Pastes(offers.show_new, time.monotonic)
    defaults = _defaults(settings, knowledge.platforms)
    history = History(means.database)
    moments = Moments(means.clock, settings.time_zone)
    courier = Courier(bot, means.clock, moved=jobs.move)
    broadcasts = Broadcasts(means.database)
    broadcaster = Broadcaster(courier, Announcements(), means.clock, broadcasts=broadcasts, users=users)
    services = Services(
        users=users,
        briefs=briefs,
        jobs=jobs,
        variants=variants,
        platforms=knowledge.platforms,
        desk=desk,
        cards=cards,
        orders=orders,
        bubbles=bubbles,
        folding=folding,
        refining=Refining(desk, orders, bubbles, jobs=jobs, variants=variants),
        reception=Reception(_opening(defaults, briefs, workshop), offers, pastes),
        attachments=Attachments(bot, SafeReader()),
        shortening=shortening,
        offers=offers,
        presentation=presentation,
        house=House(
            local_model=settings.engine == "llama",
            defaults=defaults,
            retention_days=settings.retention_days,
            owners=frozenset(map(UserId, settings.admin_ids)),
        ),
        history=history,
        opinions=Opinions(means.database),
        showing=Showing(bubbles, folding),
        exports=Exports(history, presentation, knowledge.platforms, moments),
        moments=moments,
        models=means.models,
        library=Library(Files(means.database), DATA, workshop),
        audit=Audit(means.database),
        usage=Usage(means.database),
        preferences=Preferences(means.database),
        broadcasts=broadcasts,
        broadcaster=broadcaster,
        courier=courier,
        line=Line(desk, means.models, moments, jobs=jobs, users=users),
    )
    made = dispatcher(services, SQLiteStorage(means.database))
    inbox = Inbox(Updates(means.database), means.clock)
    watchdog = Watchdog(inbox.keep, means.clock, lambda: means.database.damage)
    bot.session.middleware(watchdog)
    means.monitor.watch(made)
    made.update.outer_middleware(inbox)
    made.update.outer_middleware(Doorman(users, time.monotonic))
    means.monitor.admit(Patient(means.database, means.engine, desk, polled=settings.webhook_url is None))
    looking: Chore = partial(
        means.monitor.run, bot, means.clock, lambda why: watchdog.give_up(CannotGoOn(why, code=1))
    )
    chores = (broadcaster.run, means.models.run, folding.run, looking, *_chores(settings, means))
    return Office(made, desk, pastes, inbox, watchdog, chores)


def _chores(settings: Settings, means: Means) -> tuple[Chore, ...]:
    if settings.retention_days is None:
        return ()
    return (partial(keep_tidy, Retention(means.database), means.clock, settings.retention_days),)


def _limits(settings: Settings) -> Limits:
    return Limits(
        queue_limit=settings.queue_limit,
        user_queue_limit=settings.user_queue_limit,
        job_ttl=timedelta(seconds=settings.job_ttl),
        streaming=settings.streaming,
    )


def _defaults(settings: Settings, platforms: Platforms) -> Defaults:
    return Defaults(next(iter(platforms)).slug, settings.variants, streaming=settings.streaming)


def _opening(defaults: Defaults, briefs: Briefs, workshop: Workshop) -> Opening:

    def product_in(seed: str) -> str | None:
        named = workshop.knowledge.products.recognise(seed)
        return named[0].name if named else None

    return Opening(briefs, workshop.knowledge.platforms, defaults, product_in)
