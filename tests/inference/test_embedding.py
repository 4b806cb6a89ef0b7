"""Embeddings of the bundled model: no good ones, but read by the same code as those of a real one."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from copywriting.checks.likeness import Likeness, Sense
from copywriting.checks.morphology import Morphology
from inference.embedding import LONGEST, Embedder, open_embedder
from inference.errors import ModelBroken, ModelMissing
from tests.inference.servers import MODEL

WEBINAR = "Приходите на вебинар о цифровых двойниках 24 апреля."
VACANCY = "Ищем инженера-конструктора в Обнинск: сменный график, жильё, обучение."


@pytest.fixture(scope="module")
def embedder() -> Iterator[Embedder]:
    with open_embedder(MODEL) as opened:
        yield opened


def test_a_vector_has_length_one(embedder: Embedder) -> None:
    assert np.linalg.norm(embedder.embed(WEBINAR)) == pytest.approx(1, abs=1e-5)


def test_the_same_text_gives_the_same_vector_whatever_came_between(embedder: Embedder) -> None:
    first = embedder.embed(WEBINAR + " ")
    embedder.embed(VACANCY)
    with open_embedder(MODEL) as fresh:
        assert np.allclose(fresh.embed(WEBINAR + " "), first, atol=1e-4)


def test_a_nearly_equal_text_is_nearer_than_another_one(embedder: Embedder) -> None:
    near = embedder.embed(WEBINAR) @ embedder.embed(WEBINAR.replace("Приходите", "Приглашаем"))
    far = embedder.embed(WEBINAR) @ embedder.embed(VACANCY)

    assert near > far


def test_a_text_over_the_limit_is_read_as_far_as_it_goes(embedder: Embedder) -> None:
    assert embedder.embed("слово " * 3 * LONGEST).shape == embedder.embed("слово").shape


def test_no_text_has_no_direction(embedder: Embedder) -> None:
    assert not embedder.embed("").any()


def test_likeness_takes_its_vectors(embedder: Embedder) -> None:
    assert Likeness(Morphology(), Sense(embedder.embed, alike=0.0)).too_alike(WEBINAR, VACANCY)
    assert not Likeness(Morphology(), Sense(embedder.embed, alike=1.01)).too_alike(WEBINAR, VACANCY)


@pytest.mark.parametrize("content", [b"no model", b""], ids=["garbage", "empty"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "embedding.gguf"
    path.write_bytes(content)

    with pytest.raises(ModelBroken), open_embedder(path):
        pass


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing), open_embedder(tmp_path / "none.gguf"):
        pass
