"""The catalogue says what it should, and names lead to files."""

from pathlib import Path

import pytest

from inference.catalogue import CatalogueError, load_catalogue, resolve
from inference.errors import ModelMissing

NAMES = tuple(load_catalogue().models)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_needs_more_memory_than_its_file(name: str) -> None:
    entry = load_catalogue().models[name]

    assert entry.memory_gb > entry.file(entry.quantisation("cpu")).size_gb


def test_only_what_may_be_sold_is_called_commercial() -> None:
    free = {entry.license for entry in load_catalogue().models.values() if entry.commercial}

    assert free == {"Apache-2.0", "MIT"}


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(CatalogueError, match=r"did you mean qwen2\.5-1\.5b-instruct"):
        load_catalogue().entry("qwen2.5-1.5b")


def test_a_quantisation_that_is_not_offered_is_answered_with_those_that_are() -> None:
    with pytest.raises(CatalogueError, match="Q4_K_M"):
        load_catalogue().entry("t-lite-2.1").file("Q2_K")


def test_a_misspelt_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text('[models.a]\ntitel = "A"\n')

    with pytest.raises(CatalogueError, match=r"models\.a"):
        load_catalogue(path)


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.touch()

    assert resolve(str(path), tmp_path / "elsewhere") == path


def test_a_name_stands_for_the_recommended_file(tmp_path: Path) -> None:
    entry = load_catalogue().models["qwen2.5-1.5b-instruct"]
    for file in entry.files.values():
        (tmp_path / file.name).touch()

    assert resolve("qwen2.5-1.5b-instruct", tmp_path).name == entry.files["Q4_0"].name
    assert resolve("qwen2.5-1.5b-instruct", tmp_path, hardware="gpu").name == entry.files["Q8_0"].name
    assert resolve("qwen2.5-1.5b-instruct:q4_k_m", tmp_path).name == entry.files["Q4_K_M"].name


def test_any_downloaded_file_is_better_than_none(tmp_path: Path) -> None:
    file = load_catalogue().models["qwen2.5-1.5b-instruct"].files["Q8_0"]
    (tmp_path / file.name).touch()

    assert resolve("qwen2.5-1.5b-instruct", tmp_path).name == file.name


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("qwen3-4b-instruct", "python -m inference pull qwen3-4b-instruct"),
        ("qwen3-4b-instruct:Q8_0", "pull qwen3-4b-instruct --quant Q8_0"),
        ("nothing-like-it", "is no file, and no model"),
        ("models/absent.gguf", "no such file"),
        (".", "no file"),
    ],
)
def test_what_cannot_be_used_is_one_line_that_says_what_to_do(
    asked: str, answer: str, tmp_path: Path
) -> None:
    with pytest.raises(ModelMissing, match=answer) as refused:
        resolve(asked, tmp_path)

    assert "\n" not in str(refused.value)
