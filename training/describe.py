"""``describe``: the dataset's card, counted from its files: what is in it, what it lacks, what checks say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median

from training.briefs import dataset_platforms
from training.dataset import AdRecord, read_records
from training.faults import bare
from training.filter import collect_ads, judge, near_pairs
from training.manifest import sha256
from training.preparation import masked, prepare
from training.recipe import FilterRecipe, SplitRecipe
from training.split import find_leaks

THIN = 60  # ads of a kind: fewer teach little
SHOWN = 5


def describe(data: Path, recipe: FilterRecipe, path: Path) -> None:
    """Write the card of train.jsonl and validation.jsonl to ``path``; ``recipe`` says what is near."""
    train, unseen = read_records(data / "train.jsonl"), read_records(data / "validation.jsonl")
    parts = [
        _head(data, train, unseen),
        "## By platform\n\n" + _table(PLATFORM_HEAD, _platforms(train, unseen)),
        "## By tone\n\n" + _table(("tone", "briefs", "ads"), _counted(train, "tone")),
        _thin(train),
        _checks((*train, *unseen), data / "platforms.yaml", recipe),
        _near(train, recipe),
        _leaks(train, unseen, recipe),
        RULES,
    ]
    path.write_text("\n".join(parts), encoding="utf-8")


PLATFORM_HEAD = ("platform", "briefs", "ads", "unseen briefs", "characters: shortest", "median", "longest")
RULES = """## Where it comes from, and what it is for

Original texts, written for this project; dates, prices, links, phones, people and customers are invented, so
there is no personal data in it. Licence: MIT, as the project's. One JSON object a line: `training/dataset.py`
says what is in it.

It teaches a small model how Russian industrial companies write to their customers, and it measures such
models. Product statements in it are general knowledge and no source of facts. It does not teach Russian: that
takes other text (training/README.md).

More of it in the same form: `python -m training synthesise`, then `filter` and `split`. Without new prose a
brief is stretched by substitution (`training/substitution.py`): other figures, dates, names and links.
"""


def _head(data: Path, train: Sequence[AdRecord], unseen: Sequence[AdRecord]) -> str:
    rows = [
        (
            f"`{name}.jsonl`",
            str(len(records)),
            str(sum(len(record.wordings) for record in records)),
            str(sum(len(record.variants) for record in records)),
            str(len({bare(record.product) for record in records})),
            f"{sum(map(len, _ads(records))) / 1e6:.2f}",
            f"`{sha256(data / f'{name}.jsonl')}`",
        )
        for name, records in (("train", train), ("validation", unseen))
    ]
    head = ("file", "briefs", "wordings", "ads", "products", "million characters of ads", "sha256")
    return (
        "# The dataset\n\nBriefs as staff write them and Russian ads for them. Made by `python -m training "
        "describe`; every figure is counted from the files.\n\n" + _table(head, rows)
    )


def _platforms(train: Sequence[AdRecord], unseen: Sequence[AdRecord]) -> Iterator[tuple[str, ...]]:
    held = Counter(record.platform for record in unseen)
    for platform, briefs in Counter(record.platform for record in train).most_common():
        own = [record for record in train if record.platform == platform]
        sizes = sorted(map(len, _ads(own)))
        spread = (str(sizes[0]), f"{median(sizes):.0f}", str(sizes[-1]))
        yield platform, str(briefs), str(len(sizes)), str(held[platform]), *spread


def _counted(records: Sequence[AdRecord], trait: str) -> Iterator[tuple[str, ...]]:
    for value, briefs in Counter(getattr(record, trait) for record in records).most_common():
        ads = sum(len(record.variants) for record in records if getattr(record, trait) == value)
        yield value, str(briefs), str(ads)


def _thin(train: Sequence[AdRecord]) -> str:
    ads = Counter[tuple[str, str]]()
    for record in train:
        ads[record.platform, record.tone] += len(record.variants)
    tones = sorted({record.tone for record in train})
    platforms = sorted({record.platform for record in train})
    rare = [platform for platform in platforms if sum(ads[platform, tone] for tone in tones) < 2 * THIN]
    never = [f"{platform} {tone}" for platform in platforms for tone in tones if not ads[platform, tone]]
    products = Counter(bare(record.product) for record in train)
    once = sum(count == 1 for count in products.values())
    few = sum(0 < ads[platform, tone] < THIN for platform in platforms for tone in tones)
    return (
        "## Thin places\n\n"
        f"- Platforms with fewer than {2 * THIN} ads: {', '.join(rare) or 'none'}.\n"
        f"- Of {len(platforms) * len(tones)} pairs of platform and tone {len(never)} have no ad at all "
        f"({', '.join(never[:SHOWN])}{' …' if len(never) > SHOWN else ''}), {few} fewer than {THIN}.\n"
        f"- {once} of {len(products)} products have one brief only.\n"
    )


def _checks(records: Sequence[AdRecord], platforms: Path, recipe: FilterRecipe) -> str:
    ads = [(record, ad) for record in records for ad in record.variants]
    prepared = prepare(ads, dataset_platforms(platforms), recipe.cyrillic_share)
    reasons = Counter(one.fault for one in prepared if one.fault)
    said = ", ".join(f"{reason}: {count}" for reason, count in reasons.most_common()) or "none"
    without = sum(not record.facts for record in records)
    return (
        "## Checks\n\n"
        f"- Ads that `filter` finds unfit (form and limits, facts missing, figures invented, markers, "
        f"language), of {len(ads)}: {said}.\n"
        f"- Briefs without facts that every ad must keep: {without} of {len(records)}."
    )


def _near(train: Sequence[AdRecord], recipe: FilterRecipe) -> str:
    ads = collect_ads(train)
    found = judge(ads, near_pairs([masked(ad.text) for ad in ads], recipe), recipe)
    return (
        f"- Ads of train nearer than {recipe.similar} to an earlier one: {len(found.dropped)} "
        f"({_keys((one.key, one.of, one.similarity) for one in found.dropped)})."
    )


def _leaks(train: Sequence[AdRecord], unseen: Sequence[AdRecord], recipe: FilterRecipe) -> str:
    leaks = find_leaks(train, unseen, SplitRecipe(leak=recipe))
    briefs = {bare(text) for record in train for text in record.wordings}
    shared = sum(any(bare(text) in briefs for text in record.wordings) for record in unseen)
    known = {bare(record.product) for record in train}
    products = {bare(record.product) for record in unseen}
    met = sum(bare(record.product) in known for record in unseen)
    return (
        "- Between train and validation: "
        f"{shared} common briefs, {len(leaks)} ads nearer than {recipe.similar} "
        f"({_keys((one.key, one.of, one.similarity) for one in leaks)}), "
        f"{len(products & known)} of {len(products)} products of validation also in train, "
        f"with {met} of its {len(unseen)} briefs.\n\n"
        "The split is kept as it came, so that figures of different models can be compared: no brief and no "
        "ad is shared, and staff advertise the same products again and again. Whoever wants to measure "
        "unknown products makes another split with `python -m training split`, which puts all briefs of a "
        "product on one side.\n"
    )


def _keys(found: Iterable[tuple[str, str | None, float | None]]) -> str:
    shown = [f"{key} ~ {of} {similarity:.2f}" for key, of, similarity in found]
    return ", ".join(shown[:SHOWN]) + (" …" if len(shown) > SHOWN else "") if shown else "none"


def _ads(records: Sequence[AdRecord]) -> list[str]:
    return [ad for record in records for ad in record.variants]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
