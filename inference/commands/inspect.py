"""``inspect``: what a GGUF file is."""

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from inference.inspection import describe


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("inspect", help="what a GGUF file is: a model, an adapter, or unusable")
    parser.add_argument("file", type=Path)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> None:
    table = Table.grid(padding=(0, 2))
    for label, value in describe(arguments.file):
        table.add_row(f"[bold]{label}", value)
    console.print(table)
