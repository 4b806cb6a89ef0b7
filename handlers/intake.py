"""Read what a person sent: a seed text, perhaps with a form («Задача:», «Площадка:» …) above or below it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copywriting.brief import PlatformSlug, Tone
from copywriting.platforms import Platforms
from documents.limits import TEXT_LIMIT
from handlers import texts

# Characters; far above what any model here reads: a long text is shortened rather than refused.
SEED_LIMIT = TEXT_LIMIT
TASK_LIMIT = 300
LEAST_WORDS = 3
MOST_VARIANTS = 6

_FORM_LINE = re.compile(r"\s*([А-Яа-яЁё ]{2,30}?)\s*:\s*(.*?)\s*")
# Control characters draw nothing, and the bidi overrides turn the rest of the card around.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202d\u202e]")


@dataclass(frozen=True, slots=True)
class Intake:
    """``None``: the message doesn't say. ``notes`` are sentences about what was not understood."""

    seed: str
    task: str | None = None
    platform: PlatformSlug | None = None
    tone: Tone | None = None
    variants: int | None = None
    notes: tuple[str, ...] = ()


def clean(text: str) -> str:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = unicodedata.normalize("NFC", whole).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", lines).strip()


def fold(text: str) -> str:
    """For comparing what people type: case, ё, punctuation and spacing don't matter."""
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))


def too_short(seed: str) -> bool:
    return len(re.findall(r"\w+", seed)) < LEAST_WORDS


def is_task(text: str) -> bool:
    """Whether an answer to «which task?» is one, and not the next seed."""
    return len(text) <= TASK_LIMIT and text.count("\n") < 3 and any(map(str.isalpha, text))


def as_task(words: Intake) -> Intake:
    """What stands beside a seed, in a caption or a reply: short words of his own are the task."""
    if words.seed and words.task is None and is_task(words.seed):
        return replace(words, seed="", task=words.seed)
    return words


def beside(words: Intake, seed: Intake) -> Intake:
    """One intake of a seed and of the words that came with it; where both say something, the words count."""
    return Intake(
        "\n\n".join(filter(None, (words.seed, seed.seed))),
        words.task or seed.task,
        words.platform or seed.platform,
        words.tone or seed.tone,
        words.variants or seed.variants,
        (*words.notes, *seed.notes),
    )


def parse(text: str, platforms: Platforms, tones: Sequence[Tone]) -> Intake:
    """Split ``text`` into the seed and the form.

    Only a block at an end is a form: «Задача: …» in the middle of a case study stays with the seed.
    """
    lines = clean(text).split("\n")
    head = _block(lines)
    tail = _block(lines[len(head) :][::-1])[::-1]
    seed = "\n".join(lines[len(head) : len(lines) - len(tail)]).strip()
    answers = {name: value for name, value in map(_answer, [*head, *tail]) if name and value}
    platform, tone = answers.get("platform"), answers.get("tone")
    intake = Intake(seed=seed, task=answers.get("task", "")[:TASK_LIMIT] or None)
    notes: list[str] = []
    slug = find_platform(platform, platforms) if platform else None
    if platform and slug is None:
        notes.append(texts.seed.unknown_platform(platform))
    known_tone = find_tone(tone, tones) if tone else None
    if tone and known_tone is None:
        notes.append(texts.seed.unknown_tone(tone))
    number = _number(answers.get("variants"), notes)
    return Intake(intake.seed, intake.task, slug, known_tone, number, tuple(notes))


def find_platform(words: str, platforms: Platforms) -> PlatformSlug | None:
    wanted = fold(words)
    for platform in platforms:
        names = (platform.name, texts.platforms.platform_button(platform.slug, platform.name), platform.slug)
        if wanted in map(fold, names):
            return platform.slug
    slug = texts.platforms.PLATFORM_WORDS.get(wanted)
    return next((platform.slug for platform in platforms if platform.slug == slug), None)


def find_tone(words: str, tones: Sequence[Tone]) -> Tone | None:
    """The tone of that name, also in another ending: «дружелюбно», «деловая»."""
    wanted = fold(words)
    exact = [tone for tone in tones if fold(tone) == wanted]
    alike = [tone for tone in tones if len(wanted) >= 4 and fold(tone)[:5] == wanted[:5]]
    return next(iter(exact + alike), None)


def _block(lines: Sequence[str]) -> list[str]:
    """The form lines that ``lines`` begin with, and blank lines between them."""
    block: list[str] = []
    for line in lines:
        name, _ = _answer(line)
        if name is None and line.strip():
            break
        block.append(line)
    return block


def _answer(line: str) -> tuple[str | None, str]:
    match = _FORM_LINE.fullmatch(line)
    if match is None:
        return None, ""
    return texts.seed.FORM_LABELS.get(fold(match[1])), match[2]


def _number(words: str | None, notes: list[str]) -> int | None:
    if not words:
        return None
    digits = re.match(r"\d+", words)
    if digits and len(digits[0]) < 3 and 1 <= int(digits[0]) <= MOST_VARIANTS:
        return int(digits[0])
    notes.append(texts.seed.wrong_number(words, MOST_VARIANTS))
    return None
