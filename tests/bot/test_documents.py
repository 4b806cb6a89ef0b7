"""What operators read agrees with the program."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NAMES = {name.upper() for name in Settings.model_fields}


def table_of_the_readme() -> dict[str, str]:
    """Setting → what the table says of it; a row may name several."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## Settings") :].split("\n## ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    return {name: row[2] for row in rows for name in re.findall(r"`([A-Z_]+)`", row[1])}


def test_the_table_of_the_readme_is_complete_and_names_nothing_else() -> None:
    assert table_of_the_readme().keys() == NAMES


def test_the_example_file_is_complete_and_names_nothing_else() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)) == NAMES


@pytest.mark.parametrize("name", ["variants", "job_ttl", "sandbox_port", "webhook_port"])
def test_defaults_are_those_of_the_program(name: str) -> None:
    said = table_of_the_readme()[name.upper()]

    assert str(Settings.model_fields[name].default) in said


@pytest.mark.parametrize("file", ["Dockerfile", "compose.yaml", "ops/copydesk.service"])
def test_deployments_set_only_what_exists(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    ours = re.findall(r"\b((?:HEALTH|DATABASE|LOG|WEBHOOK|MODEL)_[A-Z]+)\b", text)

    assert ours
    assert set(ours) <= NAMES | {"LOG_DRIVER"}


def test_the_image_has_every_package_and_every_file_that_the_bot_reads() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name for name in project["tool"]["importlinter"]["root_packages"] if name != "training"}
    copied = set(re.findall(r"^COPY (\w+) \w+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))

    assert packages | {"data", "migrations", "models"} <= copied


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        (
            "compose.yaml",
            ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "tmpfs:", "mem_limit"),
        ),
        ("Dockerfile", ("USER copydesk", "HEALTHCHECK", "STOPSIGNAL SIGTERM")),
        (
            "ops/copydesk.service",
            (
                "DynamicUser=yes",
                "ProtectSystem=strict",
                "NoNewPrivileges=yes",
                "CapabilityBoundingSet=\n",
                "MemoryMax=",
                "Restart=on-failure",
                "RestartPreventExitStatus=2",
            ),
        ),
    ],
)
def test_the_hardening_is_there(file: str, wanted: tuple[str, ...]) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")

    assert [one for one in wanted if one not in text] == []
