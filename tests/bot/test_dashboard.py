"""The Grafana dashboard asks for nothing that /metrics doesn't have."""

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics, Standing
from inference.contract import Speed

OPS = Path(__file__).resolve().parents[2] / "ops"
NAME = re.compile(r"\b(?:copydesk|process)_[a-z_0-9]+")


def known() -> set[str]:
    """Names that can be asked for; a counter's and a histogram's have endings."""
    page = Metrics().page(Standing(0, 0, Speed(), None)).decode()
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    return {
        family.name + ending
        for family in text_string_to_metric_families(page)
        for ending in endings.get(family.type, ("",))
    }


def test_every_metric_of_the_dashboard_exists() -> None:
    asked = {
        name
        for panel in json.loads((OPS / "grafana.json").read_text(encoding="utf-8"))["panels"]
        for target in panel.get("targets", ())
        for name in NAME.findall(target["expr"])
    }

    assert len(asked) > 15
    assert asked - known() == set()


def test_every_metric_of_the_alerts_exists() -> None:
    asked = set(NAME.findall((OPS / "alerts.yml").read_text(encoding="utf-8")))

    assert asked
    assert asked - known() == set()
