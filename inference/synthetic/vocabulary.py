"""The vocabulary a random model gets: copied from a GGUF, or 256 bytes and three control tokens."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gguf import GGUFReader, GGUFWriter, TokenType

CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
START, END, TEXT_END = "<|im_start|>", "<|im_end|>", "<|endoftext|>"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens of a byte-level BPE in ChatML's dialect."""

    tokens: tuple[str, ...]
    types: tuple[int, ...]
    merges: tuple[str, ...]
    pre: str = "qwen2"

    def write(self, writer: GGUFWriter) -> None:
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(self.pre)
        writer.add_token_list(self.tokens)
        writer.add_token_types(self.types)
        writer.add_token_merges(self.merges)
        # llama.cpp takes id 11 for whatever is not said.
        padding, end = self.tokens.index(TEXT_END), self.tokens.index(END)
        add: Callable[[int], None]
        for add, token in (
            (writer.add_bos_token_id, padding),
            (writer.add_pad_token_id, padding),
            (writer.add_eos_token_id, end),
            (writer.add_eot_token_id, end),
        ):
            add(token)
        writer.add_add_bos_token(False)
        writer.add_add_eos_token(False)
        writer.add_chat_template(CHATML)


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of any byte-level BPE GGUF that knows ChatML's tokens."""
    fields = GGUFReader(path).fields

    def contents(key: str) -> Any:
        return fields[f"tokenizer.ggml.{key}"].contents()

    return Vocabulary(
        tuple(contents("tokens")), tuple(contents("token_type")), tuple(contents("merges")), contents("pre")
    )


def byte_vocabulary() -> Vocabulary:
    """Every byte is a token: small enough that the layers are all there is to measure."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    spare = iter(range(0x100, 0x200))  # GPT-2 shows the other bytes as characters from here on
    characters = [chr(byte if byte in printable else next(spare)) for byte in range(256)]
    space = characters[0x20]
    tokens = (*characters, space * 2, TEXT_END, START, END)
    types = (*[int(TokenType.NORMAL)] * 257, *[int(TokenType.CONTROL)] * 3)
    return Vocabulary(tokens, types, (f"{space} {space}",))
