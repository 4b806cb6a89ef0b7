"""``models``: the catalogue as a table, with what fits this machine."""

import argparse
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from inference.catalogue import CATALOGUE, Entry, Hardware, load_catalogue
from inference.hardware import hardware, memory_bytes

SYSTEM_GB = 1.0  # what the rest of the machine needs
TIGHT = 0.8  # of the memory: above it a second program makes it swap


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("models", help="recommended models, and which fit this machine")
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE, help="another catalogue file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> None:
    machine, memory = hardware(), memory_bytes() / 1e9
    table = Table(title=f"Models for {memory:.0f} GB of memory, {machine.upper()}", title_justify="left")
    models = load_catalogue(arguments.catalogue).models
    table.add_column("Name", min_width=max(map(len, models), default=0))
    for column in ("Fits", "Memory", "File", "Licence"):
        table.add_column(column)
    for name, entry in models.items():
        table.add_row(name, fits(entry, memory), *_file(entry, machine), _licence(entry))
    console.print(table)
    for name, entry in models.items():
        console.print(Padding(f"[bold]{name}[/]: {_notes(entry)}", (0, 0, 0, 1)))
    console.print("Get one with: python -m inference pull NAME")


def fits(entry: Entry, memory_gb: float) -> str:
    if entry.memory_gb + SYSTEM_GB <= memory_gb * TIGHT:
        return "[green]yes"
    return "[yellow]tight" if entry.memory_gb + SYSTEM_GB <= memory_gb else "[red]no"


def _licence(entry: Entry) -> str:
    return entry.license if entry.commercial else f"[red]{entry.license}: not for sale"


def _file(entry: Entry, machine: Hardware) -> tuple[str, str]:
    quantisation = entry.quantisation(machine)
    return f"{entry.memory_gb:.1f} GB", f"{quantisation}, {entry.file(quantisation).size_gb:.1f} GB"


def _notes(entry: Entry) -> str:
    doubt = f" [dim]Unverified: {', '.join(entry.unverified)}.[/]" if entry.unverified else ""
    return entry.notes + doubt
