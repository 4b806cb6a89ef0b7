"""The desk, and what it writes and sends with."""

import random
from dataclasses import dataclass
from datetime import timedelta

from bot.means import Means
from bot.settings import Settings
from copywriting.workshop import Workshop
from desk.broadcaster import Broadcaster
from desk.courier import Courier
from desk.delivery import Delivery
from desk.desk import Desk
from desk.limits import Limits
from desk.tools import Tools
from handlers.admin.announcing import Announcements
from handlers.presentation import Presentation
from handlers.services import Rows
from storage.audit import Audit
from storage.briefs import Briefs
from storage.broadcasts import Broadcasts
from storage.database import Database
from storage.history import History
from storage.jobs import Jobs
from storage.opinions import Opinions
from storage.preferences import Preferences
from storage.usage import Usage
from storage.users import Users
from storage.variants import Variants


@dataclass(frozen=True, slots=True)
class Bureau:
    rows: Rows
    presentation: Presentation
    workshop: Workshop
    desk: Desk
    courier: Courier
    broadcaster: Broadcaster


def open_bureau(settings: Settings, means: Means) -> Bureau:
    rows = _rows(means.database)
    users, jobs, variants = rows["users"], rows["jobs"], rows["variants"]
    presentation = Presentation(means.knowledge.platforms)
    observer = means.monitor.metrics
    delivery = Delivery(
        means.bot,
        presentation,
        means.clock,
        users=users,
        jobs=jobs,
        variants=variants,
        observer=observer,
    )
    workshop = Workshop(means.models.switch, means.knowledge)
    tools = Tools(jobs, variants, workshop, delivery, _limits(settings), means.clock, observer)
    desk = Desk(tools, random.SystemRandom())
    means.models.switched = desk.measure_anew
    courier = Courier(means.bot, means.clock, moved=jobs.move)
    broadcaster = Broadcaster(
        courier, Announcements(), means.clock, broadcasts=rows["broadcasts"], users=users
    )
    return Bureau(rows, presentation, workshop, desk, courier, broadcaster)


def _rows(database: Database) -> Rows:
    return Rows(
        users=Users(database),
        briefs=Briefs(database),
        jobs=Jobs(database),
        variants=Variants(database),
        history=History(database),
        opinions=Opinions(database),
        audit=Audit(database),
        usage=Usage(database),
        preferences=Preferences(database),
        broadcasts=Broadcasts(database),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        queue_limit=settings.queue_limit,
        user_queue_limit=settings.user_queue_limit,
        job_ttl=timedelta(seconds=settings.job_ttl),
        streaming=settings.streaming,
    )
