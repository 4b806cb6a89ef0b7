"""Whether a seed fits, and what is offered when it does not. A word is a token here."""

from collections.abc import Sequence

import pytest

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.checks.morphology import Morphology
from copywriting.room import Room
from handlers.intake import Intake, as_task, beside
from handlers.shortening import TASK_TOKENS, Shortening
from inference.errors import EngineDead

FRAME = 10  # tokens of a prompt without its seed
ROOM = 300


@pytest.fixture(scope="module")
def morphology() -> Morphology:
    return Morphology()


class Ruler:
    """Measures a prompt by its words, and remembers what it was asked to read."""

    def __init__(self, available: int = ROOM) -> None:
        self.available = available
        self.read: list[int] = []

    async def room(self, brief: Brief) -> Room:
        self.read.append(len(brief.seed))
        return Room(FRAME + len(brief.seed.split()), self.available, 2 * self.available)


class Broken:
    async def room(self, brief: Brief) -> Room:
        raise EngineDead(brief.task)


def brief(seed: str, task: str = "анонс") -> Brief:
    return Brief(seed, task, PlatformSlug("vk_post"), Tone("деловой"))


def talk(sentences: int, facts: Sequence[str] = ()) -> str:
    said = [f"Мы говорим об этом уже в {number} раз подряд." for number in range(sentences)]
    return "\n".join([*said, *facts])


async def test_a_seed_that_fits_is_left_alone(morphology: Morphology) -> None:
    assert await Shortening(Ruler(), morphology).offer(brief("слово " * (ROOM - FRAME))) is None


async def test_room_is_kept_for_a_task_still_to_be_named(morphology: Morphology) -> None:
    seed = talk(30)
    fits_with_task = Ruler(FRAME + len(seed.split()))

    assert await Shortening(fits_with_task, morphology).offer(brief(seed)) is None
    assert await Shortening(fits_with_task, morphology).offer(brief(seed, "")) is not None
    assert TASK_TOKENS > 0


async def test_what_is_offered_fits_keeps_the_facts_and_is_what_is_taken(morphology: Morphology) -> None:
    ruler = Ruler()
    shortening = Shortening(ruler, morphology)
    long = brief(talk(200, ["Регистрация до 24 апреля: logos-cae.ru/apr24."]))

    offer = await shortening.offer(long)

    assert offer is not None
    assert offer.size == len(long.seed)
    assert "logos-cae.ru/apr24" in offer.shortened.text
    assert (await ruler.room(brief(offer.shortened.text))).is_enough
    taken = await shortening.apply(long, offer.budget)
    assert (taken.seed, taken.original) == (offer.shortened.text, long.seed)
    assert await shortening.offer(taken) is None


async def test_what_was_shortened_is_shortened_again_from_the_whole(morphology: Morphology) -> None:
    long = brief(talk(200))
    wide = Shortening(Ruler(600), morphology)
    offer = await wide.offer(long)
    assert offer is not None
    taken = await wide.apply(long, offer.budget)

    again = await Shortening(Ruler(100), morphology).offer(taken)

    assert again is not None
    assert again.size == len(long.seed)


async def test_a_book_is_not_read_to_learn_that_it_is_too_long(morphology: Morphology) -> None:
    ruler = Ruler()

    assert await Shortening(ruler, morphology).offer(brief(talk(3000))) is not None

    assert max(ruler.read) <= 2 * ROOM * 4


async def test_where_nothing_fits_the_engine_has_the_word(morphology: Morphology) -> None:
    assert await Shortening(Ruler(FRAME), morphology).offer(brief(talk(100))) is None


async def test_a_broken_engine_keeps_nobody_from_his_card(morphology: Morphology) -> None:
    assert await Shortening(Broken(), morphology).offer(brief(talk(100))) is None


def test_short_words_beside_a_seed_are_the_task() -> None:
    assert as_task(Intake("собрать заявки")) == Intake("", "собрать заявки")
    assert as_task(Intake("собрать заявки", "анонс")) == Intake("собрать заявки", "анонс")
    assert as_task(Intake("длинный текст " * 40)).task is None
    assert as_task(Intake("12:30")).task is None


def test_what_is_said_beside_a_seed_counts_more_than_what_it_says_itself() -> None:
    words = Intake("", "анонс", PlatformSlug("vk_post"), notes=("первое",))
    seed = Intake("текст", "новость", PlatformSlug("sms"), Tone("деловой"), 3, ("второе",))

    assert beside(words, seed) == Intake(
        "текст", "анонс", PlatformSlug("vk_post"), Tone("деловой"), 3, ("первое", "второе")
    )
