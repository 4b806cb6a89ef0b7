"""The chat template of a GGUF: messages to text; what people wrote is told from what the template wrote."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NoReturn

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from inference.contract import Message
from inference.errors import RequestInvalid

CORE = re.compile(r"\S(?:.*\S)?", re.DOTALL)
PRIVATE_USE = range(0xE000, 0xF8FF)  # code points no text has by rights; those that a text has are avoided


class TemplateBroken(ValueError):
    """The source is no Jinja template."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a rendered prompt; ``trusted`` when the template wrote it, not a person."""

    text: str
    trusted: bool


class ChatTemplate:
    """Renders as ``transformers`` and llama-cpp-python do, sandboxed: the template came with a download."""

    def __init__(self, source: str, *, bos: str, eos: str, now: Callable[[], datetime]) -> None:
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, jinja2.ext.loopcontrols]
        )
        environment.filters["tojson"] = _tojson
        try:
            self._template = environment.from_string(source)
        except jinja2.TemplateError as error:
            raise TemplateBroken(f"its chat template is broken: {error}") from error
        self._given = {"bos_token": bos, "eos_token": eos, "strftime_now": lambda form: now().strftime(form)}

    def render(self, messages: Sequence[Message]) -> str:
        """The prompt up to the opening of the answer. Raises ``RequestInvalid`` when the template refuses."""
        try:
            return self._render(messages)
        except (jinja2.TemplateError, TypeError, ValueError, LookupError) as error:
            if not any(message.role == "system" for message in messages):
                raise RequestInvalid(f"the chat template refuses these messages: {error}") from error
            return self.render(_without_system(messages))

    def spans(self, messages: Sequence[Message]) -> list[Span] | None:
        """The same text cut into trusted and foreign spans; ``None`` if the template reworks its messages.

        Each content is rendered between two marks which are then searched for. White space around a content
        stays outside of them, so that a template may trim it.
        """
        opening, closing = _marks(messages)
        marked = [replace(m, content=CORE.sub(_between(opening, closing), m.content)) for m in messages]
        rendered = self.render(marked)
        spans, trusted = [], True
        for text in re.split(f"([{opening}{closing}])", rendered):
            if text in (opening, closing):
                if trusted is not (text == opening):
                    return None
                trusted = not trusted
            elif text:
                spans.append(Span(text, trusted))
        whole = "".join(span.text for span in spans)
        return spans if trusted and whole == self.render(messages) else None

    def _render(self, messages: Sequence[Message]) -> str:
        return self._template.render(
            messages=[{"role": message.role, "content": message.content} for message in messages],
            add_generation_prompt=True,
            enable_thinking=False,
            raise_exception=_refuse,
            tools=None,
            **self._given,
        )


class _GenerationTag(jinja2.ext.Extension):
    """``{% generation %}`` marks the answer for training; here it only passes its body through."""

    tags = {"generation"}  # noqa: RUF012  # jinja2 declares it so

    def parse(self, parser: jinja2.parser.Parser) -> list[jinja2.nodes.Node]:
        parser.stream.skip(1)
        return list(parser.parse_statements(("name:endgeneration",), drop_needle=True))


def _between(opening: str, closing: str) -> Callable[[re.Match[str]], str]:
    return lambda core: f"{opening}{core[0]}{closing}"


def _marks(messages: Sequence[Message]) -> tuple[str, str]:
    seen = set().union(*(message.content for message in messages))
    free = (chr(code) for code in PRIVATE_USE if chr(code) not in seen)
    return next(free), next(free)


def _without_system(messages: Sequence[Message]) -> list[Message]:
    """For templates without a system role (Gemma): its text opens the first user message instead."""
    rules = "\n\n".join(message.content for message in messages if message.role == "system")
    rest = [message for message in messages if message.role != "system"]
    if not rest:
        return [Message("user", rules)]
    return [replace(rest[0], content=f"{rules}\n\n{rest[0].content}"), *rest[1:]]


def _refuse(reason: str) -> NoReturn:
    raise jinja2.TemplateError(reason)


def _tojson(value: Any, ensure_ascii: bool = False, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)
