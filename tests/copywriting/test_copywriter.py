import re
from contextlib import aclosing
from itertools import pairwise

import pytest

from copywriting.angles import angle
from copywriting.checker import FormChecker
from copywriting.copywriter import Copywriter
from copywriting.errors import NothingWritten, UnknownPlatform
from copywriting.limits import check_limits
from copywriting.order import Change, Growing, Order, Progress, Reading, Refinement, Written
from copywriting.platforms import Platforms
from copywriting.report import Kind
from inference.contract import Finish, GenerationRequest
from inference.errors import PromptTooLong
from tests.copywriting.briefs import brief, order
from tests.copywriting.scripted import Script, ScriptedEngine

POSTS = [
    "Лицензия кончается, а модели остались. 24 апреля в 15:00 покажем перенос в «Логос»: logos-cae.ru/apr24",
    "Шестьдесят минут на перенос модели: вебинар Ильи Самохина 24 апреля, 15:00. Запись logos-cae.ru/apr24",
    "Что делать со старой сеткой? Приходите 24 апреля в 15:00, разберём по шагам: logos-cae.ru/apr24",
    "Инженерам-расчётчикам: бесплатный разбор 24 апреля, 15:00 мск, регистрация на logos-cae.ru/apr24",
]
PACK = "Заголовок 1: {title}\nЗаголовок 2: «Логос»\nТекст: Покажем перенос модели. Запишитесь."
LONG_TITLE = "Перенос расчётной модели в «Логос» за шестьдесят минут вебинара"


def posts(_request: GenerationRequest, tail: int) -> str:
    return POSTS[tail % len(POSTS)]


def in_turn(*answers: str) -> Script:
    rest = list(answers)

    def script(_request: GenerationRequest, _tail: int) -> str:
        return rest.pop(0) if len(rest) > 1 else rest[0]

    return script


async def progress_of(engine: ScriptedEngine, platforms: Platforms, asked: Order) -> list[Progress]:
    async with aclosing(Copywriter(engine, platforms, FormChecker()).write(asked)) as steps:
        return [step async for step in steps]


async def written(engine: ScriptedEngine, platforms: Platforms, asked: Order) -> list[Written]:
    steps = await progress_of(engine, platforms, asked)
    return sorted((step for step in steps if isinstance(step, Written)), key=lambda step: step.position)


async def test_every_assignment_is_written_once_from_one_request(platforms: Platforms) -> None:
    engine = ScriptedEngine(posts)
    ads = await written(engine, platforms, order(brief(), 4))
    assert [ad.text for ad in ads] == POSTS
    assert len(engine.requests) == 1


async def test_a_reader_sees_the_whole_text_growing(platforms: Platforms) -> None:
    steps = await progress_of(ScriptedEngine(posts), platforms, order(brief()))
    growing = [step.text for step in steps if isinstance(step, Growing)]
    assert isinstance(steps[0], Reading)
    assert all(later.startswith(earlier) for earlier, later in pairwise(growing))
    assert growing[-1] == POSTS[0]


async def test_a_resumed_job_keeps_its_positions(platforms: Platforms) -> None:
    full = order(brief(), 4)
    rest = Order(full.brief, full.assignments[2:], shown=tuple(POSTS[2:]))
    assert [ad.position for ad in await written(ScriptedEngine(posts), platforms, rest)] == [2, 3]


async def test_wrapping_never_reaches_the_user(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn(f"Вот вариант текста:\n\n«{POSTS[1]}»".replace("«Логос»", "Логос")))
    steps = await progress_of(engine, platforms, order(brief()))
    assert not any("Вот вариант" in step.text for step in steps if isinstance(step, (Growing, Written)))
    assert steps[-1] == Written(0, order(brief()).assignments[0].angle, POSTS[1], steps[-1].report)  # type: ignore[union-attr]


async def test_an_overlong_field_is_asked_for_anew_within_its_bound(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn(PACK.format(title=LONG_TITLE), "Перенос модели в «Логос»"))
    ads = await written(engine, platforms, order(brief("yandex_direct")))
    assert ads[0].text.splitlines()[0] == "Заголовок 1: Перенос модели в «Логос»"
    assert engine.requests[1].tails[0].grammar == "root ::= [^\\n ] [^\\n]{0,55}\n"


async def test_a_field_that_the_model_cannot_shorten_is_cut_at_a_word(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn(PACK.format(title=LONG_TITLE), LONG_TITLE))
    ads = await written(engine, platforms, order(brief("yandex_direct")))
    assert (
        ads[0].text.splitlines()[0] == "Заголовок 1: Перенос расчётной модели в «Логос» за шестьдесят минут"
    )
    assert not ads[0].report.of(Kind.LIMIT)


async def test_a_small_model_rewrites_one_field_with_the_others_pinned(platforms: Platforms) -> None:
    first = (
        "Заголовок 1: Вебинар\nЗаголовок 2: " + "перенос моделей " * 3 + "в «⟦Q1⟧» ⟦D1⟧\nТекст: ⟦T1⟧, ⟦U1⟧"
    )
    engine = ScriptedEngine(
        in_turn(first, "Заголовок 1: Вебинар\nЗаголовок 2: Перенос в «⟦Q1⟧»"), profile="masked"
    )
    ads = await written(engine, platforms, order(brief("yandex_direct")))
    assert ads[0].text.splitlines()[:2] == ["Заголовок 1: Вебинар", "Заголовок 2: Перенос в «Логос»"]
    assert (engine.requests[1].tails[0].grammar or "").startswith(
        'root ::= "Заголовок 1: Вебинар\\nЗаголовок 2: "'
    )


async def test_a_line_that_the_grammar_cut_in_two_is_repaired(platforms: Platforms) -> None:
    cut = LONG_TITLE[:56]
    engine = ScriptedEngine(in_turn(PACK.format(title=cut), "Перенос модели за час"))
    ads = await written(engine, platforms, order(brief("yandex_direct")))
    assert cut not in ads[0].text


@pytest.mark.parametrize("slug", ["sms", "telegram_ads", "push", "banner", "vk_ads", "email"])
async def test_whatever_a_model_writes_the_limits_hold(platforms: Platforms, slug: str) -> None:
    engine = ScriptedEngine(in_turn("Заголовок: слово\n" + "слово и дело. " * 90))
    asked = order(brief(slug))
    ads = await written(engine, platforms, asked)
    findings = check_limits(ads[0].text, platforms[asked.brief.platform])
    assert not [finding for finding in findings if finding.kind is Kind.LIMIT]


async def test_a_near_copy_is_written_again_from_another_side(platforms: Platforms) -> None:
    engine = ScriptedEngine(lambda request, tail: POSTS[2] if len(request.tails) == 1 else POSTS[0])
    ads = await written(engine, platforms, order(brief(), 2))
    assert {ad.text for ad in ads} == {POSTS[0], POSTS[2]}
    assert len({ad.angle for ad in ads} | {one.angle for one in order(brief(), 2).assignments}) == 3


async def test_a_text_shown_before_is_not_shown_again(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn(POSTS[0], POSTS[3]))
    ads = await written(engine, platforms, order(brief(), shown=(POSTS[0],)))
    assert [ad.text for ad in ads] == [POSTS[3]]


async def test_a_model_that_only_repeats_itself_is_asked_twice_at_most(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn(POSTS[0]))
    ads = await written(engine, platforms, order(brief(), shown=(POSTS[0],)))
    assert len(engine.requests) == 2
    assert ads[0].report.of(Kind.LIKENESS)


async def test_the_second_attempt_is_told_its_own_angle(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn(POSTS[0], POSTS[3]))
    ads = await written(engine, platforms, order(brief(), shown=(POSTS[0],)))
    assert angle(ads[0].angle).direction in engine.requests[1].tails[0].text


async def test_an_empty_answer_is_asked_for_again(platforms: Platforms) -> None:
    ads = await written(ScriptedEngine(in_turn("  ", POSTS[0])), platforms, order(brief()))
    assert [ad.text for ad in ads] == [POSTS[0]]


async def test_a_model_that_writes_nothing_is_an_error_after_the_others_are_out(platforms: Platforms) -> None:
    engine = ScriptedEngine(lambda request, tail: POSTS[0] if len(request.tails) > 1 and tail == 0 else "")
    steps: list[Progress] = []

    async def read() -> None:
        async with aclosing(Copywriter(engine, platforms, FormChecker()).write(order(brief(), 2))) as stream:
            async for step in stream:
                steps.append(step)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(NothingWritten) as caught:
        await read()
    assert caught.value.positions == (1,)
    assert [step.position for step in steps if isinstance(step, Written)] == [0]


async def test_a_sentence_that_ran_out_of_tokens_goes(platforms: Platforms) -> None:
    engine = ScriptedEngine(
        in_turn("Модели остались. Приходите на разбор. А ещё мы пок"), finish=Finish.LENGTH
    )
    ads = await written(engine, platforms, order(brief()))
    assert ads[0].text == "Модели остались. Приходите на разбор."


async def test_an_engine_error_arrives_as_itself(platforms: Platforms) -> None:
    engine = ScriptedEngine(posts, fails_with=PromptTooLong(9000, 600, 8192))
    with pytest.raises(PromptTooLong):
        await written(engine, platforms, order(brief()))


async def test_an_unknown_platform_is_refused(platforms: Platforms) -> None:
    with pytest.raises(UnknownPlatform):
        await written(ScriptedEngine(posts), platforms, order(brief("orkut")))


async def test_closing_the_reader_closes_the_engines_stream(platforms: Platforms) -> None:
    engine = ScriptedEngine(posts, stalls=True)
    async with aclosing(Copywriter(engine, platforms, FormChecker()).write(order(brief(), 4))) as steps:
        async for step in steps:
            if isinstance(step, Growing):
                break
    assert engine.closed == 1


async def test_the_answer_is_made_to_fit_a_small_context(platforms: Platforms) -> None:
    engine = ScriptedEngine(posts, context=1900)
    await written(engine, platforms, order(brief()))
    request = engine.requests[0]
    assert await engine.count(request.messages) + request.max_tokens <= 1900


async def test_a_shorter_version_is_shorter_even_if_the_model_is_not(platforms: Platforms) -> None:
    parent = "Модели остались. Лицензия кончается завтра. Приходите на разбор. Запись: logos-cae.ru/apr24"
    engine = ScriptedEngine(in_turn(parent))
    ads = await written(engine, platforms, order(brief(), refinement=Refinement(parent, Change.SHORTER)))
    assert len(ads[0].text) <= 0.9 * len(parent)
    assert "logos-cae.ru/apr24" in ads[0].text


async def test_a_small_model_is_not_asked_for_what_scissors_do_better(platforms: Platforms) -> None:
    parent = "Модели остались. Лицензия кончается завтра. Приходите на разбор. Запись: logos-cae.ru/apr24"
    engine = ScriptedEngine(in_turn("Совсем другой текст"), profile="masked")
    ads = await written(engine, platforms, order(brief(), refinement=Refinement(parent, Change.SHORTER)))
    assert ads[0].text == "Модели остались. Запись: logos-cae.ru/apr24"
    assert engine.requests == []


async def test_a_refinement_may_be_like_its_parent(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn(POSTS[0]))
    asked = order(brief(), shown=(POSTS[0],), refinement=Refinement(POSTS[0], Change.TONE))
    await written(engine, platforms, asked)
    assert len(engine.requests) == 1


@pytest.mark.parametrize(
    "answer", ["Переносим модель за час", "Заголовок 2: Переносим модель за час", "«Переносим модель за час»"]
)
async def test_one_field_is_written_anew_and_the_others_stay(platforms: Platforms, answer: str) -> None:
    engine = ScriptedEngine(in_turn(answer))
    parent = PACK.format(title="Вебинар 24 апреля")
    asked = order(brief("yandex_direct"), refinement=Refinement(parent, Change.FIELD, "Заголовок 2"))
    steps = await progress_of(engine, platforms, asked)
    rows, before = (steps[-1].text.splitlines(), parent.splitlines())  # type: ignore[union-attr]
    assert rows[1] == "Заголовок 2: Переносим модель за час"
    assert rows[:1] + rows[2:] == before[:1] + before[2:]
    assert all(before[0] in step.text for step in steps if isinstance(step, Growing))


async def test_a_field_that_comes_back_unchanged_is_asked_for_again(platforms: Platforms) -> None:
    parent = PACK.format(title="Вебинар 24 апреля")
    engine = ScriptedEngine(in_turn("Вебинар 24 апреля", "Модель в «Логос»"))
    asked = order(brief("yandex_direct"), refinement=Refinement(parent, Change.FIELD, "Заголовок 1"))
    ads = await written(engine, platforms, asked)
    assert ads[0].text.splitlines()[0] == "Заголовок 1: Модель в «Логос»"


async def test_a_small_model_writes_one_field_with_the_others_pinned(platforms: Platforms) -> None:
    parent = "Заголовок 1: Вебинар 24 апреля\nЗаголовок 2: Разбор в 15:00\nТекст: logos-cae.ru/apr24"
    answer = "Заголовок 1: Вебинар ⟦D1⟧\nЗаголовок 2: Модель в «⟦Q1⟧»"
    engine = ScriptedEngine(in_turn(answer), profile="masked")
    asked = order(brief("yandex_direct"), refinement=Refinement(parent, Change.FIELD, "Заголовок 2"))
    ads = await written(engine, platforms, asked)
    assert ads[0].text == parent.replace("Разбор в 15:00", "Модель в «Логос»")


async def test_masked_facts_come_back_while_the_text_grows(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn("Вебинар по «⟦Q1⟧» ⟦D1⟧ в ⟦T1⟧: ⟦U1⟧ ⟦Q4⟧"), profile="masked")
    steps = await progress_of(engine, platforms, order(brief()))
    shown = [step.text for step in steps if isinstance(step, (Growing, Written))]
    assert shown[-1] == "Вебинар по «Логос» 24 апреля в 15:00: logos-cae.ru/apr24"
    assert not any(re.search("[⟦⟧]", text) for text in shown)


async def test_a_placeholder_that_was_never_written_is_a_missing_fact(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn("Заголовок: Вебинар ⟦D1⟧\nТекст: По «⟦Q1⟧»"), profile="masked")
    ads = await written(engine, platforms, order(brief("push")))
    assert [finding.expected for finding in ads[0].report.of(Kind.FACT_MISSING)] == ["15:00"]


async def test_a_small_model_tries_again_for_a_missing_fact(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn("Вебинар ⟦D1⟧: ⟦U1⟧", "Вебинар ⟦D1⟧ в ⟦T1⟧: ⟦U1⟧"), profile="masked")
    ads = await written(engine, platforms, order(brief()))
    assert ads[0].text == "Вебинар 24 апреля в 15:00: logos-cae.ru/apr24"


async def test_what_a_small_model_forgets_stands_after_its_text(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn("Вебинар по «⟦Q1⟧»: ⟦U1⟧"), profile="masked")
    ads = await written(engine, platforms, order(brief()))
    assert ads[0].text == "Вебинар по «Логос»: logos-cae.ru/apr24\n\nКогда: 24 апреля, 15:00"
    assert not ads[0].report.of(Kind.FACT_MISSING)


async def test_a_phrase_comes_back_with_its_noun(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn("Вебинар ⟦D1⟧ в ⟦T1⟧, ⟦5-1⟧: ⟦U1⟧"), profile="phrases")
    ads = await written(engine, platforms, order(brief()))
    assert ads[0].text == "Вебинар 24 апреля в 15:00, 60 минут: logos-cae.ru/apr24"


async def test_the_best_of_flawed_attempts_is_kept(platforms: Platforms) -> None:
    engine = ScriptedEngine(
        in_turn("Вебинар ⟦D1⟧", "Вебинар ⟦D1⟧ в ⟦T1⟧", "Вебинар", "Вебинар"), profile="masked"
    )
    ads = await written(engine, platforms, order(brief()))
    assert ads[0].text == "Вебинар 24 апреля в 15:00\n\nПодробности: logos-cae.ru/apr24"


async def test_a_link_is_not_missed_where_the_platform_has_its_own_place_for_it(platforms: Platforms) -> None:
    engine = ScriptedEngine(in_turn("Заголовок: Вебинар ⟦D1⟧\nТекст: Начало в ⟦T1⟧"), profile="masked")
    ads = await written(engine, platforms, order(brief("push")))
    assert not ads[0].report.of(Kind.FACT_MISSING)
    assert len(engine.requests) == 1
