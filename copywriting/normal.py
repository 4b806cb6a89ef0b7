"""Text at the edges: one normal form, and nothing in it that a model could take for control."""

import re
import unicodedata

OPEN, CLOSE = "⟦", "⟧"
FENCE_OPEN, FENCE_CLOSE = "<исходный_текст>", "</исходный_текст>"
# Markers of the chat templates in use: ChatML and its kin, Llama 2/Mistral, Gemma, BOS/EOS, reasoning blocks.
_MARKER = re.compile(
    r"<\s*[|｜](?P<chatml>[^<>\n]{0,60}?)[|｜]\s*>"
    r"|\[(?P<inst>/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS))\]"
    r"|<<(?P<sys>/?SYS)>>"
    r"|<(?P<tag>/?(?:s|bos|eos|pad|unk|think|start_of_turn|end_of_turn|исходный[\s_]+текст)\s*/?)>",
    re.IGNORECASE,
)
# C0 and C1 controls but \n and \t, zero-width marks but the joiner that emoji need, bidirectional overrides.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_SPACES = re.compile("[\u00a0\u202f\u2009\u2007]")


def normalise(text: str) -> str:
    """NFC, ``\\n`` line ends, plain spaces, no invisible characters but the emoji joiner."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _SPACES.sub(" ", text)))


def neutralise(text: str) -> str:
    """The normal form without template markers, fences and placeholder brackets: data can't leave its place.

    ``<|im_end|>`` becomes ``(im_end)`` and ``⟦Q1⟧`` becomes ``[Q1]``: a person still sees what stood there.
    """
    text = normalise(text).replace(OPEN, "[").replace(CLOSE, "]")
    while True:  # a marker can be nested so that taking out the inner one makes a new one
        calm = _MARKER.sub(lambda match: f"({next(filter(None, match.groups()), '')})", text)
        if calm == text:
            return calm
        text = calm


def one_line(text: str) -> str:
    """Neutralised text on a single line."""
    return " ".join(neutralise(text).split())
