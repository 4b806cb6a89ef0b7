"""``python -m benchmarks.random_model qwen2.5-1.5b``: a random-weight GGUF, built once and cached."""

import argparse
import sys
from pathlib import Path

from benchmarks.vocabulary import VocabularyError, qwen2_vocabulary
from inference.synthetic.model import build
from inference.synthetic.quantisations import QUANTISATIONS
from inference.synthetic.shapes import SHAPES
from inference.synthetic.vocabulary import byte_vocabulary, read_vocabulary

CACHE = Path("build/bench")


def random_model(
    shape: str = "qwen2.5-1.5b",
    quantisation: str = "Q4_0",
    *,
    cache: Path = CACHE,
    vocabulary: Path | None = None,
) -> Path:
    """The model's file in ``cache``, made when it isn't there.

    ``vocabulary`` is any GGUF with ChatML's tokens; without it the nano shape takes plain bytes, the others
    Qwen2's own, whose 151,936 rows are a sixth of a 1.5B model and must not be left out of a measurement.
    """
    path = cache / f"random-{shape}-{quantisation}.gguf"
    if not path.exists() or vocabulary is not None:
        cache.mkdir(parents=True, exist_ok=True)
        source = vocabulary or (None if shape == "nano" else qwen2_vocabulary(cache))
        words = read_vocabulary(source) if source else byte_vocabulary()
        build(path, SHAPES[shape], QUANTISATIONS[quantisation], words)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.random_model", description=__doc__)
    parser.add_argument("shape", choices=SHAPES, nargs="?", default="qwen2.5-1.5b")
    parser.add_argument("--quant", choices=QUANTISATIONS, default="Q4_0")
    parser.add_argument("--vocab", type=Path, metavar="GGUF", help="take the vocabulary of this file")
    parser.add_argument("--cache", type=Path, default=CACHE)
    arguments = parser.parse_args()
    try:
        path = random_model(
            arguments.shape, arguments.quant, cache=arguments.cache, vocabulary=arguments.vocab
        )
    except (VocabularyError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{path} ({path.stat().st_size / 1e6:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
