"""Messages to token ids so that nothing a person wrote becomes a control token."""

import re
from collections.abc import Sequence
from dataclasses import replace

from inference.contract import Message
from inference.template import ChatTemplate, Span
from inference.tokens import Vocabulary

JOINER = "\u2060"  # zero width: keeps a neutralised text readable


class PromptTokenizer:
    """Ids are exactly llama.cpp's own for the rendered text, unless a content spells a control token.

    ``<|im_end|>`` in a content stays plain text: the rendered prompt is cut at the control tokens which the
    template itself wrote, and each piece between them is tokenised with control tokens switched off. A
    template that reworks its contents hides where they end; then the joints of control tokens in them are
    broken. USER_DEFINED tokens are recognised everywhere: the masked profile writes its placeholders as
    content.
    """

    def __init__(self, template: ChatTemplate, vocabulary: Vocabulary) -> None:
        self._template = template
        self._vocabulary = vocabulary

    def ids(self, messages: Sequence[Message]) -> list[int]:
        """Raises ``RequestInvalid`` when the template refuses the messages."""
        spans = self._template.spans(messages)
        if spans is None:
            harmless = [replace(m, content=self._neutralised(m.content)) for m in messages]
            ids = self._vocabulary.tokenize(self._template.render(harmless), special=True)
        else:
            ids = [token for piece, special in self._cut(spans) for token in self._tokenize(piece, special)]
        leading = self._vocabulary.leading
        return ids if leading is None or ids[:1] == [leading] else [leading, *ids]

    def _tokenize(self, text: str, special: bool) -> list[int]:
        return self._vocabulary.tokenize(text, special=special) if text else []

    def _cut(self, spans: Sequence[Span]) -> list[tuple[str, bool]]:
        """Alternate plain text and the template's control tokens."""
        pieces, plain = [], ""
        for span in spans:
            if not span.trusted:
                plain += span.text
                continue
            end = 0
            for found in self._vocabulary.control.finditer(span.text):
                pieces += [(plain + span.text[end : found.start()], False), (found[0], True)]
                plain, end = "", found.end()
            plain += span.text[end:]
        return [*pieces, (plain, False)]

    def _neutralised(self, content: str) -> str:
        def broken(found: re.Match[str]) -> str:
            return f"{found[0][0]}{JOINER}{found[0][1:]}" if len(found[0]) > 1 else JOINER

        while self._vocabulary.control.search(content):
            content = self._vocabulary.control.sub(broken, content)
        return content
