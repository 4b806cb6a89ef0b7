"""The shapes that are worth measuring: Qwen2 models, from the bundled nano to what a server holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Dimensions of a Qwen2 model; the head is tied to the embedding, as it is up to 1.5B."""

    name: str
    layers: int
    width: int
    feed_forward: int
    heads: int
    kv_heads: int
    context: int = 4096
    rope_base: float = 1e6

    @property
    def kv_width(self) -> int:
        return self.width // self.heads * self.kv_heads

    def kv_bytes(self, tokens: int) -> int:
        """Size of an F16 KV cache of ``tokens`` cells."""
        return 2 * 2 * self.layers * self.kv_width * tokens


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("nano", layers=6, width=256, feed_forward=704, heads=4, kv_heads=2),
        Shape("qwen2.5-0.5b", layers=24, width=896, feed_forward=4864, heads=14, kv_heads=2),
        Shape("qwen2.5-1.5b", layers=28, width=1536, feed_forward=8960, heads=12, kv_heads=2),
        Shape("qwen2.5-7b", layers=28, width=3584, feed_forward=18944, heads=28, kv_heads=4),
    )
}
