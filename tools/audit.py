"""Look the locked versions up for known holes, and say plainly what could not be looked up.

python -m tools.audit     exit 0: none known; 1: holes; 3: nothing or not everything could be looked up
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
SECONDS = 300


def main() -> int:
    program = shutil.which("pip-audit") or str(Path(sys.executable).parent / "pip-audit")
    if not Path(program).exists():
        return say(
            3, "NOT AUDITED: pip-audit is not installed (pipx install pip-audit), then `make audit` again."
        )
    command = [
        program,
        "--no-deps",
        "--disable-pip",
        "-f",
        "json",
        "-r",
        str(LOCK),
        "--progress-spinner",
        "off",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        packages = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return say(3, f"NOT AUDITED: no answer within {SECONDS} s; is there a network?")
    except (ValueError, LookupError):
        return say(3, f"NOT AUDITED: {(done.stderr.strip().splitlines() or ['pip-audit said nothing'])[-1]}")
    return judge(packages)


def judge(packages: list[dict[str, object]]) -> int:
    """`packages` as in pip-audit's JSON: name, and either version and vulns, or skip_reason."""
    skipped = [str(one["name"]) for one in packages if "skip_reason" in one]
    holes = [(one["name"], hole) for one in packages for hole in one.get("vulns") or ()]  # type: ignore[attr-defined]  # JSON
    for name, hole in holes:
        print(f"{name}: {hole['id']}, fixed in {', '.join(hole['fix_versions']) or 'no version yet'}")
    looked_up = len(packages) - len(skipped)
    if not looked_up:
        return say(3, f"NOT AUDITED: this index has no advisories, not for one of {len(packages)} packages.")
    if skipped:
        few = ", ".join(skipped[:5]) + (" …" if len(skipped) > 5 else "")
        print(f"NOT AUDITED: {len(skipped)} of {len(packages)} packages are unknown to this index ({few}).")
    if holes:
        return say(1, f"{len(holes)} known holes in {looked_up} packages.")
    return say(3 if skipped else 0, f"No known hole in the {looked_up} packages that were looked up.")


def say(code: int, words: str) -> int:
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
