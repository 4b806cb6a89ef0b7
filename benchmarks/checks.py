"""What the checks cost per variant: ``python -m benchmarks.checks`` (bound: 50 ms).

In processor time: the wall clock would count what other programs and the hypervisor take in between.
"""

import time
from pathlib import Path

from copywriting.checks.checker import Checker
from tools.defects import Reference, references
from tools.plant_defects import load_checker

DATA = Path("data")
LONG = 20_000  # characters; the longest text a person may send


def milliseconds(checker: Checker, ad: Reference, text: str) -> float:
    start = time.process_time()
    checker.check(text, brief=ad.brief, platform=ad.platform)
    return 1000 * (time.process_time() - start)


def main() -> None:
    start = time.perf_counter()
    checker, platforms = load_checker(DATA)
    print(f"loading: {time.perf_counter() - start:.2f} s")
    ads = list(references(DATA, "validation", platforms))
    firsts = [ad for ad in ads if ad.id.endswith("/0")]
    cold = sorted(milliseconds(checker, ad, ad.text) for ad in firsts)  # reads the brief, too
    rest = [ad for ad in ads if not ad.id.endswith("/0")]
    for ad in firsts:
        checker.check("", brief=ad.brief, platform=ad.platform)
    warm = []
    for ad in rest:
        checker.check("", brief=ad.brief, platform=ad.platform)
        warm.append(milliseconds(checker, ad, ad.text))
    warm.sort()
    for name, times in (("first variant of a brief", cold), ("next variants", warm)):
        p50, p95 = times[len(times) // 2], times[int(0.95 * len(times))]
        print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, max {times[-1]:.1f} ms ({len(times)})")
    long = max(ads, key=lambda ad: len(ad.text))
    text = (long.text + "\n\n") * (LONG // len(long.text))
    print(f"a text of {len(text)} characters: {milliseconds(checker, long, text):.0f} ms")


if __name__ == "__main__":
    main()
