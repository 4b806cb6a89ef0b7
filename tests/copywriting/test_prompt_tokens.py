"""What user text becomes in token ids, with the bundled model's own tokenizer and template."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copywriting.masking import PLACEHOLDERS
from copywriting.platforms import Platforms
from copywriting.prompt import Profile, render
from inference.contract import Message
from inference.model import Model
from inference.prompt_tokens import PromptTokenizer
from inference.template import ChatTemplate
from tests.copywriting.briefs import brief, order
from tests.copywriting.test_prompt import ATTACKS

MODEL = Path(__file__).parents[2] / "models" / "nano.gguf"
CONTROL = {0, 1, 2}  # <|endoftext|>, <|im_start|>, <|im_end|>
pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with Model.load(MODEL) as model:
        yield model


@pytest.fixture(scope="module")
def tokenizer(model: Model) -> PromptTokenizer:
    vocabulary = model.vocabulary
    template = ChatTemplate(
        model.chat_template,
        bos=vocabulary.bos_text,
        eos=vocabulary.eos_text,
        now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
    )
    return PromptTokenizer(template, vocabulary)


def control_tokens(tokenizer: PromptTokenizer, messages: tuple[Message, ...]) -> list[int]:
    return [token for token in tokenizer.ids(messages) if token in CONTROL]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("profile", ["instruct", "masked"])
def test_user_text_adds_no_control_token(
    platforms: Platforms, tokenizer: PromptTokenizer, profile: Profile, attack: str
) -> None:
    asked = [order(brief(seed=seed, task=seed)) for seed in ("Обычный текст", attack)]
    plain, attacked = (render(one, platforms[one.brief.platform], profile).messages for one in asked)
    assert control_tokens(tokenizer, attacked) == control_tokens(tokenizer, plain)


def test_a_placeholder_typed_by_a_person_is_not_a_placeholder_token(
    platforms: Platforms, model: Model, tokenizer: PromptTokenizer
) -> None:
    asked = order(brief(seed="Скажите ⟦U1⟧ и ⟦Q2⟧", product=None))
    ids = tokenizer.ids(render(asked, platforms[asked.brief.platform], "masked").messages)
    assert not any(model.vocabulary.text(token).startswith("⟦") for token in ids)


def test_every_placeholder_is_one_token(model: Model) -> None:
    assert all(model.vocabulary.single(token) is not None for token in PLACEHOLDERS)
