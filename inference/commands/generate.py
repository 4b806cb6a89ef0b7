"""``generate``: several texts at once in the terminal, growing side by side."""

import argparse
import asyncio
import sys
import time
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from inference.catalogue import load_catalogue, resolve
from inference.contract import Delta, Engine, GenerationRequest, Message, Sampling, Tail, VariantDone
from inference.errors import ModelMissing
from inference.hardware import hardware
from inference.local import LocalConfig, LocalEngine
from inference.shelf import bundled

REFRESH = 8  # a second
ADAPTER = "given"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("generate", help="try a model in the terminal")
    parser.add_argument("text", help="what to say to the model; - reads it from the standard input")
    parser.add_argument("--model", help="a GGUF or a name of the catalogue (default: the bundled nano)")
    parser.add_argument("--folder", type=Path, default=Path("models"), help="where models are (models/)")
    parser.add_argument("--variants", type=int, default=4, metavar="N")
    parser.add_argument("--max-tokens", type=int, default=256, metavar="N")
    parser.add_argument("--temperature", type=float, metavar="T", help="default: the catalogue's, or 0.8")
    parser.add_argument("--seed", type=int, default=0, help="of the first variant; the others count on")
    parser.add_argument("--grammar", type=Path, metavar="FILE", help="a GBNF grammar the texts must obey")
    parser.add_argument("--adapter", type=Path, metavar="FILE", help="a LoRA adapter in GGUF")
    parser.add_argument("--threads", type=int, metavar="N")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> None:
    path = resolve(arguments.model, arguments.folder, hardware=hardware()) if arguments.model else None
    asyncio.run(_generate(arguments, path or _nano(arguments.folder), console))


def _nano(folder: Path) -> Path:
    if (found := bundled(folder)) is None:
        raise ModelMissing(folder, "holds no nano*.gguf; name a model with --model")
    return found


async def _generate(arguments: argparse.Namespace, path: Path, console: Console) -> None:
    adapters = {ADAPTER: arguments.adapter} if arguments.adapter else {}
    config = LocalConfig(path, threads=arguments.threads, adapters=adapters)
    async with LocalEngine.open(config) as engine:
        texts = [""] * max(0, arguments.variants)
        started = time.perf_counter()
        tokens = await _write(engine, _request(arguments, path), texts, console)
        seconds = time.perf_counter() - started
    if not console.is_terminal:
        console.print("\n\n---\n\n".join(texts), markup=False, highlight=False)
    console.print(f"[dim]{tokens} tokens in {seconds:.1f} s, {tokens / seconds:.1f} tokens/s; {path.name}")


def _request(arguments: argparse.Namespace, path: Path) -> GenerationRequest:
    entry = load_catalogue().of_file(path)
    sampling = entry.sampling if entry else Sampling(top_p=0.9)
    if arguments.temperature is not None:
        sampling = replace(sampling, temperature=arguments.temperature)
    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    grammar = arguments.grammar.read_text(encoding="utf-8") if arguments.grammar else None
    return GenerationRequest(
        (Message("user", text),),
        tuple(Tail(seed=arguments.seed + index, grammar=grammar) for index in range(arguments.variants)),
        max_tokens=arguments.max_tokens,
        sampling=sampling,
        adapter=ADAPTER if arguments.adapter else None,
    )


async def _write(engine: Engine, request: GenerationRequest, texts: list[str], console: Console) -> int:
    """Fills ``texts`` while they are shown; the number of tokens that were written."""
    tokens = 0
    with Live(console=console, refresh_per_second=REFRESH, transient=False) as live:
        async with aclosing(engine.generate(request)) as events:
            async for event in events:
                if isinstance(event, Delta):
                    texts[event.variant] += event.text
                    if console.is_terminal:
                        live.update(_panels(texts))
                elif isinstance(event, VariantDone):
                    tokens += event.tokens
    return tokens


def _panels(texts: list[str]) -> Group:
    return Group(*(Panel(Text(text), title=str(number)) for number, text in enumerate(texts, 1)))
