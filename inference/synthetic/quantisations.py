"""Which tensor gets which block format under a quantisation's name, as llama-quantize decides it."""

from dataclasses import dataclass

from gguf import GGMLQuantizationType as Kind
from gguf import LlamaFileType

from inference.synthetic.blocks import fits
from inference.synthetic.shapes import Shape

# What llama-quantize falls back to when a row isn't a whole number of 256-weight blocks (llama-quant.cpp).
FALLBACK = {Kind.Q4_K: Kind.Q5_0, Kind.Q6_K: Kind.Q8_0}


@dataclass(frozen=True, slots=True)
class Quantisation:
    """``body`` of the layers, ``head`` of the embedding, ``fine`` for the tensors a "_M" mix spares.

    ``untied`` gives the head a tensor of its own beside the embedding, as some published files have it.
    """

    name: str
    file_type: int
    body: Kind
    head: Kind
    fine: Kind
    untied: bool = False

    def kind(self, tensor: str, columns: int, shape: Shape) -> Kind:
        wanted = self._wanted(tensor, shape)
        return wanted if fits(columns, wanted) else FALLBACK[wanted]

    def _wanted(self, tensor: str, shape: Shape) -> Kind:
        if tensor.startswith(("token_embd", "output")):
            return self.head
        if not ("attn_v" in tensor or "ffn_down" in tensor):
            return self.body
        layer = int(tensor.split(".")[1])
        return self.fine if _spared(layer, shape.layers) else self.body


def _spared(layer: int, layers: int) -> bool:
    """``use_more_bits`` of llama-quant.cpp: the first and last eighth, and every third between."""
    return layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2


QUANTISATIONS = {
    quantisation.name: quantisation
    for quantisation in (
        Quantisation("Q4_0", LlamaFileType.MOSTLY_Q4_0, Kind.Q4_0, Kind.Q6_K, Kind.Q4_0),
        Quantisation("Q4_0-pure", LlamaFileType.MOSTLY_Q4_0, Kind.Q4_0, Kind.Q4_0, Kind.Q4_0),
        Quantisation("Q4_0-untied", LlamaFileType.MOSTLY_Q4_0, Kind.Q4_0, Kind.Q4_0, Kind.Q4_0, untied=True),
        Quantisation("IQ4_NL", LlamaFileType.MOSTLY_IQ4_NL, Kind.IQ4_NL, Kind.Q6_K, Kind.IQ4_NL),
        Quantisation("Q4_K_M", LlamaFileType.MOSTLY_Q4_K_M, Kind.Q4_K, Kind.Q6_K, Kind.Q6_K),
        Quantisation("Q8_0", LlamaFileType.MOSTLY_Q8_0, Kind.Q8_0, Kind.Q8_0, Kind.Q8_0),
        Quantisation("F16", LlamaFileType.MOSTLY_F16, Kind.F16, Kind.F16, Kind.F16),
    )
}
