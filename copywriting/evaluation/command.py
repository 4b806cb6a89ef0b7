"""``evaluate``: any engine through the product, over a set of briefs; a page, JSON and Markdown."""

import argparse
import asyncio
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pymorphy3.analyzer import MorphAnalyzer
from rich.console import Console
from rich.progress import Progress

from copywriting.evaluation.briefs import Case, read_cases
from copywriting.evaluation.markdown import by_hand, markdown
from copywriting.evaluation.marking import Examiner
from copywriting.evaluation.page import page
from copywriting.evaluation.plots import draw, require_matplotlib
from copywriting.evaluation.resemblance import load_chrf
from copywriting.evaluation.results import Making, Results, to_json
from copywriting.evaluation.running import Desk, Exam, sit
from inference.contract import Engine
from inference.local import LocalConfig, LocalEngine

DATA = Path(__file__).resolve().parent.parent.parent / "data"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("evaluate", help="measure what an engine writes through the product")
    engine = parser.add_mutually_exclusive_group(required=True)
    engine.add_argument("--model", type=Path, metavar="FILE", help="a GGUF")
    engine.add_argument(
        "--openai-url", metavar="URL", help="an OpenAI-compatible server; key: OPENAI_API_KEY"
    )
    parser.add_argument("--openai-model", default="", metavar="NAME", help="if the server has several")
    parser.add_argument("--briefs", type=Path, default=DATA / "validation.jsonl", metavar="FILE")
    parser.add_argument("--variants", type=_positive, default=4, metavar="N", help="of each brief (4)")
    parser.add_argument("--limit", type=_positive, metavar="N", help="briefs, spread over the file (all)")
    parser.add_argument("--threads", type=_positive, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--references", action="store_true", help="mark the dataset's own ads beside")
    parser.add_argument("--out", type=Path, default=Path("build/evaluation"), metavar="FOLDER")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also a page for docs/, with pictures")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> None:
    """Raises CopywritingError, EngineError, OSError."""
    require_matplotlib()
    load_chrf()
    results = asyncio.run(_evaluate(arguments, read_cases(arguments.briefs), console))
    pictures = draw(results)
    folder: Path = arguments.out
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.html").write_text(page(results, pictures), encoding="utf-8")
    told = json.dumps(to_json(results), ensure_ascii=False, indent=1)
    (folder / "evaluation.json").write_text(told, encoding="utf-8")
    console.print(f"{folder / 'evaluation.html'}")
    if arguments.markdown:
        _write_markdown(arguments.markdown, results, pictures)


def spread(cases: tuple[Case, ...], limit: int | None) -> tuple[Case, ...]:
    """``limit`` cases at even distances: the file is sorted by platform."""
    if limit is None or limit >= len(cases):
        return cases
    return tuple(cases[place * len(cases) // limit] for place in range(limit))


async def _evaluate(arguments: argparse.Namespace, every: tuple[Case, ...], console: Console) -> Results:
    cases = spread(every, arguments.limit)
    async with _engine(arguments) as engine:
        examples = engine.info.prompt_profile == "instruct"
        desk = await asyncio.to_thread(Desk.load, DATA, examples=examples)
        exam = Exam(cases, arguments.variants, arguments.seed, time.monotonic)
        with Progress(console=console) as progress:
            task = progress.add_task("briefs", total=len(cases))
            answers, cost = await sit(engine, desk, exam, lambda done: progress.update(task, completed=done))
        name = Path(engine.info.name).stem if arguments.model is None else arguments.model.stem
    is_known = MorphAnalyzer().word_is_known  # type: ignore[no-untyped-call]
    examiner = Examiner(desk, load_chrf(), is_known)
    marked = [one for answer in answers for one in examiner.answers(answer)]
    references = [one for case in cases for one in examiner.references(case)] if arguments.references else []
    return Results(_making(arguments, name, len(cases), len(every)), cost, marked, references)


@asynccontextmanager
async def _engine(arguments: argparse.Namespace) -> AsyncIterator[Engine]:
    if arguments.model is not None:
        config = LocalConfig(arguments.model, threads=arguments.threads)
        async with LocalEngine.open(config) as local:
            yield local
        return
    from inference.remote import RemoteConfig, RemoteEngine  # openai costs a second: for its users only

    key = os.environ.get("OPENAI_API_KEY", "")
    remote_config = RemoteConfig(arguments.openai_url, api_key=key, model=arguments.openai_model)
    async with RemoteEngine.open(remote_config) as remote:
        yield remote


def _making(arguments: argparse.Namespace, name: str, briefs: int, of_briefs: int) -> Making:
    return Making(
        model=name,
        command=_command(arguments),
        date=datetime.now(UTC).date().isoformat(),
        commit=_commit(),
        briefs=briefs,
        of_briefs=of_briefs,
        variants=arguments.variants,
        seed=arguments.seed,
    )


def _command(arguments: argparse.Namespace) -> str:
    """Whatever differs from the defaults but the folder; file paths as they were given."""
    words = ["python", "-m", "copywriting", "evaluate"]
    for name in ("model", "openai_url", "openai_model", "limit", "threads", "markdown"):
        if value := getattr(arguments, name):
            words += [f"--{name.replace('_', '-')}", str(value)]
    words += ["--variants", str(arguments.variants), "--seed", str(arguments.seed)]
    if arguments.briefs != DATA / "validation.jsonl":
        words += ["--briefs", str(arguments.briefs)]
    return shlex.join([*words, *(["--references"] if arguments.references else [])])


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    asked = [git, "-C", str(DATA), "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - no user input
    return told.stdout.strip() or "unknown"


def _write_markdown(path: Path, results: Results, pictures: dict[str, bytes]) -> None:
    """Pictures go into a folder of the page's name beside it."""
    folder = path.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    for name, png in pictures.items():
        (folder / name).write_bytes(png)
    text = markdown(results, [f"{folder.name}/{name}" for name in pictures], by_hand(path))
    path.write_text(text, encoding="utf-8")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value
