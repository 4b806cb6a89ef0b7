"""The page that people read: figures on top, then the worst texts beside their briefs. One HTML file."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

import jinja2

from copywriting.evaluation.results import Results, by_platform
from copywriting.evaluation.scoring import faults
from copywriting.evaluation.tables import BY_PLATFORM, HEADLINE, SHORT, percent

TEMPLATE = Path(__file__).with_name("page.html.j2")
WORST = 15


def page(results: Results, pictures: Mapping[str, bytes]) -> str:
    """Self-contained HTML; whatever a model wrote is escaped."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["percent"] = percent
    environment.filters["faults"] = faults
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        making=results.making,
        cost=results.cost,
        summaries=results.columns,
        headline=HEADLINE,
        columns=BY_PLATFORM,
        short=SHORT,
        platforms=by_platform(results.marked),
        kinds=results.kinds,
        worst=results.worst(WORST),
        pictures={name: b64encode(png).decode("ascii") for name, png in pictures.items()},
    )
