"""Reading a YAML data file into a pydantic model; what is wrong is told with its line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from copywriting.errors import DataFileBroken, Problem

M = TypeVar("M", bound=BaseModel)
# libyaml is ten times faster than the pure Python loader; a PyYAML built without it lacks the class.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(path: Path, model: type[M]) -> M:
    """The file as a ``model``; raises DataFileBroken."""
    return parse_yaml(read_text(path), path, model)


def read_text(path: Path) -> str:
    """Raises DataFileBroken."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataFileBroken(path, None, error.strerror or "can't be read") from error
    except UnicodeDecodeError as error:
        raise DataFileBroken(path, None, "not UTF-8") from error


def parse_yaml(text: str, path: Path, model: type[M]) -> M:
    """``text`` as a ``model``; raises DataFileBroken with every problem, in the name of ``path``."""
    try:
        data = yaml.load(text, Loader=LOADER)  # noqa: S506 - LOADER is a safe loader
    except yaml.YAMLError as error:
        line, reason = _marked_line(error), _problem(error)
        raise DataFileBroken(path, line, reason, (Problem(line, "", "yaml", reason),)) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = _problems(text, error)
        first = problems[0]
        raise DataFileBroken(path, first.line, f"{first.where}: {first.message}", problems) from error


def line_of(text: str, location: Sequence[str | int]) -> int | None:
    """Where a value of a file that was parsed stands."""
    return _line(yaml.compose(text, Loader=LOADER), location)


def _problems(text: str, error: ValidationError) -> tuple[Problem, ...]:
    """A misspelt key is two errors; that it is unknown says more than that the right one is missing."""
    root = yaml.compose(text, Loader=LOADER)
    told = sorted(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
    return tuple(
        Problem(_line(root, one["loc"]), ".".join(map(str, one["loc"])), one["type"], one["msg"])
        for one in told
    )


def _marked_line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return None if mark is None else int(mark.line) + 1


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or "not YAML")


def _line(node: yaml.Node | None, location: Sequence[str | int]) -> int | None:
    """The line of the deepest node on the way to ``location``; a missing key is its mapping's line."""
    if node is None:
        return None
    for step in location:
        child = _child(node, step)
        if child is None:
            break
        node = child
    return int(node.start_mark.line) + 1


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        items: list[yaml.Node] = node.value
        return items[step]
    if isinstance(node, yaml.MappingNode):
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        return next((value for key, value in pairs if key.value == step), None)
    return None
