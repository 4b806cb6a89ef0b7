"""From which side a variant comes at its subject, and who gets which side."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from copywriting.brief import AngleSlug
from copywriting.order import Assignment

SEED_BITS = 31  # llama.cpp's samplers take an unsigned 32-bit seed and reserve the largest


@dataclass(frozen=True, slots=True)
class Angle:
    slug: AngleSlug
    name: str
    direction: str


# The first six serve every brief; the others need a second look, so they come when the first are used up.
CORE = 6
_TABLE = (
    ("benefit", "выгода", "начни с того, что читатель получит, предметно; затем — за счёт чего."),
    ("pain", "боль клиента", "начни с рабочей трудности, знакомой читателю; затем покажи выход."),
    (
        "figure",
        "цифра",
        "начни с сильного числа исходного текста; без чисел — с самого точного факта.",
    ),
    ("question", "вопрос", "начни с одного вопроса, на который хочется ответить; дальше — ответ по делу."),
    ("news", "новость", "подай как новость: что, где и когда; самое важное — в первой фразе."),
    (
        "story",
        "история",
        "начни со сцены из работы: место, действие, помеха; имён не выдумывай.",
    ),
    (
        "contrast",
        "до и после",
        "покажи разницу между привычным способом и новым; не сравнивай с конкурентами.",
    ),
    ("objection", "возражение", "начни с сомнения читателя и ответь на него фактами исходного текста."),
    ("steps", "по шагам", "построй текст как цепочку простых шагов: что сделать сначала и что потом."),
    ("role", "для кого", "обратись через должность и задачу читателя; покажи, что это про его работу."),
    ("myth", "заблуждение", "начни с частого заблуждения о предмете и спокойно поправь его фактами."),
    ("detail", "деталь", "начни с одной неожиданной детали и выведи из неё главную мысль."),
    ("invitation", "приглашение", "пригласи прямо: что будет, для кого и как принять участие или связаться."),
    (
        "expert",
        "взгляд специалиста",
        "рассуждай как специалист: наблюдение, причина, вывод; цитат не придумывай.",
    ),
)
ANGLES: tuple[Angle, ...] = tuple(Angle(AngleSlug(slug), name, text) for slug, name, text in _TABLE)
_BY_SLUG = {angle.slug: angle for angle in ANGLES}


def angle(slug: AngleSlug) -> Angle:
    """An angle by its slug; the first one for a slug of an older version."""
    return _BY_SLUG.get(slug, ANGLES[0])


def plan(count: int, *, used: Sequence[AngleSlug] = (), seed: int) -> tuple[Assignment, ...]:
    """Who writes what: angles differ until all are used up, those in ``used`` come last."""
    random_numbers = random.Random(seed)  # noqa: S311 - variety, not secrecy
    queue = _queue(random_numbers, used)
    return tuple(
        Assignment(position, queue[position % len(queue)].slug, random_numbers.getrandbits(SEED_BITS))
        for position in range(count)
    )


def another(used: Sequence[AngleSlug], *, seed: int) -> AngleSlug:
    """An angle for a second attempt, one that is not in ``used`` if there is any."""
    return _queue(random.Random(seed), used)[0].slug  # noqa: S311 - variety, not secrecy


def _queue(random_numbers: random.Random, used: Sequence[AngleSlug]) -> list[Angle]:
    core, rest = list(ANGLES[:CORE]), list(ANGLES[CORE:])
    random_numbers.shuffle(core)
    random_numbers.shuffle(rest)
    return sorted(core + rest, key=lambda candidate: used.count(candidate.slug))
