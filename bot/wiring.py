"""Who gets what: the services of the handlers and what has to run beside them."""

import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiogram import Bot, Dispatcher

from bot.access import Doorman
from bot.inbox import Inbox
from bot.settings import Settings
from bot.tidying import keep_tidy
from bot.watchdog import Watchdog
from copywriting.checks.checker import Checker
from copywriting.checks.morphology import Morphology
from copywriting.copywriter import Copywriter
from copywriting.examples import Examples, load_examples
from copywriting.knowledge import Products, load_products
from copywriting.platforms import Platforms, load_platforms
from copywriting.prompt import Material
from desk.clock import Clock
from desk.delivery import Delivery
from desk.desk import Desk
from desk.limits import Limits
from desk.tools import Tools
from handlers import dispatcher
from handlers.cards import Cards
from handlers.exports import Exports
from handlers.moments import Moments
from handlers.opening import Defaults, Opening
from handlers.orders import Orders
from handlers.pastes import Pastes
from handlers.presentation import Presentation
from handlers.reception import Reception
from handlers.services import House, Services
from handlers.showing import Showing
from inference.contract import Engine
from storage.briefs import Briefs
from storage.database import Database
from storage.fsm import SQLiteStorage
from storage.history import History
from storage.jobs import Jobs
from storage.opinions import Opinions
from storage.retention import Retention
from storage.updates import Updates
from storage.users import Users
from storage.variants import Variants

Chore = Callable[[], Coroutine[None, None, None]]
DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is read from ``data/`` once."""

    platforms: Platforms
    products: Products
    checker: Checker
    examples: Examples


@dataclass(frozen=True, slots=True)
class Office:
    """What runs while the bot is up."""

    dispatcher: Dispatcher
    desk: Desk
    pastes: Pastes
    inbox: Inbox
    watchdog: Watchdog
    chores: tuple[Chore, ...] = ()


def read_knowledge(data: Path, *, examples: bool) -> Knowledge:
    """Takes a second or two; raises DataFileBroken. ``examples`` are of use to instruct models only."""
    morphology = Morphology()
    products = load_products(data / "products.yaml", morphology)
    return Knowledge(
        platforms=load_platforms(data / "platforms.yaml"),
        products=products,
        checker=Checker.load(data, products, morphology),
        examples=load_examples(data / "train.jsonl") if examples else Examples(),
    )


@dataclass(frozen=True, slots=True)
class Means:
    """What the bot works with: opened by the caller, closed by the caller."""

    bot: Bot
    database: Database
    engine: Engine
    knowledge: Knowledge
    clock: Clock


def open_office(settings: Settings, means: Means) -> Office:
    bot, knowledge = means.bot, means.knowledge
    users, briefs = Users(means.database), Briefs(means.database)
    jobs, variants = Jobs(means.database), Variants(means.database)
    presentation = Presentation(knowledge.platforms)
    delivery = Delivery(bot, presentation, means.clock, users=users, jobs=jobs, variants=variants)
    tools = Tools(jobs, variants, _copywriter(means), delivery, _limits(settings), means.clock)
    desk = Desk(tools, random.SystemRandom())
    cards = Cards(bot, briefs, variants, knowledge.platforms)
    pastes = Pastes(cards.show_new, time.monotonic)
    history = History(means.database)
    moments = Moments(means.clock, settings.time_zone)
    services = Services(
        users=users,
        briefs=briefs,
        jobs=jobs,
        variants=variants,
        platforms=knowledge.platforms,
        desk=desk,
        cards=cards,
        orders=Orders(bot, desk, jobs, users, presentation),
        reception=Reception(_opening(settings, briefs, knowledge), cards, pastes),
        presentation=presentation,
        house=House(local_model=settings.engine == "llama"),
        history=history,
        opinions=Opinions(means.database),
        showing=Showing(bot, variants, presentation),
        exports=Exports(history, presentation, knowledge.platforms, moments),
        moments=moments,
    )
    made = dispatcher(services, SQLiteStorage(means.database))
    inbox = Inbox(Updates(means.database), means.clock)
    watchdog = Watchdog(inbox.keep, means.clock)
    bot.session.middleware(watchdog)
    made.update.outer_middleware(inbox)
    made.update.outer_middleware(Doorman(users, time.monotonic))
    return Office(made, desk, pastes, inbox, watchdog, _chores(settings, means))


def _chores(settings: Settings, means: Means) -> tuple[Chore, ...]:
    if settings.retention_days is None:
        return ()
    return (partial(keep_tidy, Retention(means.database), means.clock, settings.retention_days),)


def _copywriter(means: Means) -> Copywriter:
    material = Material(examples=means.knowledge.examples, products=means.knowledge.products)
    return Copywriter(means.engine, means.knowledge.platforms, means.knowledge.checker, material)


def _limits(settings: Settings) -> Limits:
    return Limits(
        queue_limit=settings.queue_limit,
        user_queue_limit=settings.user_queue_limit,
        job_ttl=timedelta(seconds=settings.job_ttl),
        streaming=settings.streaming,
    )


def _opening(settings: Settings, briefs: Briefs, knowledge: Knowledge) -> Opening:
    first = next(iter(knowledge.platforms))

    def product_in(seed: str) -> str | None:
        named = knowledge.products.recognise(seed)
        return named[0].name if named else None

    return Opening(briefs, knowledge.platforms, Defaults(first.slug, settings.variants), product_in)
