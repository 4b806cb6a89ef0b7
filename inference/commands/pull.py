"""``pull``: download a model of the catalogue."""

import argparse
from pathlib import Path

from rich.console import Console

from inference.catalogue import CATALOGUE, load_catalogue
from inference.hardware import hardware
from inference.pull import Source, pull


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("pull", help="download a model; run it again to continue a broken download")
    parser.add_argument("name", help="a name shown by the models command")
    parser.add_argument("--quant", help="another quantisation than the one recommended for this machine")
    parser.add_argument("--folder", type=Path, default=Path("models"), help="where to put it (models/)")
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE, help="another catalogue file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> None:
    entry = load_catalogue(arguments.catalogue).entry(arguments.name)
    file = entry.file(arguments.quant or entry.quantisation(hardware()))
    if not entry.commercial:
        console.print(f"[yellow]{entry.title}: {entry.license}, not for commercial use")
    path = pull(Source(entry.repository, file.name, entry.revision, file.sha256), arguments.folder)
    console.print(f"{path} ({path.stat().st_size / 1e9:.2f} GB)\nUse it with MODEL_PATH={arguments.name}")
