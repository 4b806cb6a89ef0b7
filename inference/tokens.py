"""Text to token ids and back, straight on llama.cpp's vocabulary."""

import ctypes
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import llama_cpp

from inference.contract import PROFILE_MARKS, PromptProfile

CONTROL = llama_cpp.LLAMA_TOKEN_ATTR_CONTROL | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN
THINKING = ("<think>", "</think>")


class Vocabulary:
    """Read-only view of a model's vocabulary; safe to use from several threads at once."""

    def __init__(self, pointer: Any) -> None:
        self.pointer = pointer
        self.size: int = llama_cpp.llama_vocab_n_tokens(pointer)
        self._pieces: dict[int, bytes] = {}

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Ids of ``text``; with ``special`` the texts of control tokens become those tokens."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 16
        while True:
            ids = (llama_cpp.llama_token * room)()
            count = llama_cpp.llama_tokenize(self.pointer, raw, len(raw), ids, room, False, special)
            if count >= 0:
                return list(ids[:count])
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; control tokens stand for nothing, ``<think>`` for itself."""
        piece = self._pieces.get(token)
        if piece is None:
            piece = self._pieces[token] = self._read_piece(token)
        return piece

    def _read_piece(self, token: int) -> bytes:
        piece = self._piece(token, special=False)
        if not piece and self.text(token) in THINKING:
            return self.text(token).encode()
        return piece

    def _piece(self, token: int, *, special: bool) -> bytes:
        room = 64  # llama-cpp-python's own 32 loses longer tokens silently (its issue 2362)
        while True:
            buffer = ctypes.create_string_buffer(room)
            length = llama_cpp.llama_token_to_piece(self.pointer, token, buffer, room, 0, special)
            if length >= 0:
                return buffer.raw[:length]
            room = -length

    def text(self, token: int) -> str:
        """The vocabulary's own spelling of a token (byte-level pieces stay encoded)."""
        return bytes(llama_cpp.llama_vocab_get_text(self.pointer, token)).decode("utf-8", "replace")

    def detokenize(self, ids: Sequence[int]) -> str:
        return b"".join(map(self.piece, ids)).decode("utf-8", "ignore")

    def ends(self, token: int) -> bool:
        """Whether the token ends a generation (EOS, EOT and their kin)."""
        return token in self._ends

    def single(self, text: str) -> int | None:
        """The one token that ``text`` is, or ``None``."""
        ids = self.tokenize(text, special=True)
        return ids[0] if len(ids) == 1 else None

    def is_user_defined(self, text: str) -> bool:
        ids = self.tokenize(text, special=False)
        return len(ids) == 1 and bool(self._attributes(ids[0]) & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED)

    @property
    def prompt_profile(self) -> PromptProfile:
        """What the placeholders in it give away."""
        return next((profile for mark, profile in PROFILE_MARKS if self.is_user_defined(mark)), "instruct")

    @property
    def bos_text(self) -> str:
        return self._spelling(llama_cpp.llama_vocab_bos(self.pointer))

    @property
    def eos_text(self) -> str:
        return self._spelling(llama_cpp.llama_vocab_eos(self.pointer))

    @property
    def leading(self) -> int | None:
        """The BOS token if this vocabulary wants one in front of everything."""
        wanted = llama_cpp.llama_vocab_get_add_bos(self.pointer)
        return int(llama_cpp.llama_vocab_bos(self.pointer)) if wanted else None

    @cached_property
    def control(self) -> re.Pattern[str]:
        """Matches the text of any control token, the longest first; never the empty string."""
        texts = {self.text(token) for token in range(self.size) if self._attributes(token) & CONTROL}
        longest_first = sorted(filter(None, texts), key=lambda text: (-len(text), text))
        return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    @cached_property
    def _ends(self) -> frozenset[int]:
        return frozenset(t for t in range(self.size) if llama_cpp.llama_vocab_is_eog(self.pointer, t))

    def _attributes(self, token: int) -> int:
        return int(llama_cpp.llama_vocab_get_attr(self.pointer, token))

    def _spelling(self, token: int) -> str:
        return self.text(token) if token >= 0 else ""
