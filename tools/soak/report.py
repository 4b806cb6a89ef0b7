"""What a soak has shown: a table for the terminal, and the same for docs/reliability.md."""

from statistics import median

from rich.table import Table

from tools.soak.run import Soaked

MIB = 1024 * 1024
WARM_UP = 1 / 3  # of the steady stretch: caches fill, the model is touched


def rows(soaked: Soaked) -> list[tuple[str, str]]:
    account, keeper, ledger = soaked.account, soaked.keeper, soaked.ledger
    plan = soaked.plan
    calls = ", ".join(f"{code or 'none'}: {count}" for code, count in sorted(ledger.calls.items()))
    return [
        ("seed of chance, people", f"{plan.seed}, {plan.people}"),
        ("seconds rough, steady", f"{plan.rough:.0f}, {plan.steady:.0f}"),
        ("seconds of calm until all had arrived", f"{soaked.settled_after:.0f}"),
        ("process ends", _counts(keeper.ends)),
        ("faults", _counts(soaked.weather.struck)),
        ("calls by status of the answer", calls),
        ("buttons pressed", f"{sum(ledger.presses.values())} of {len(ledger.presses)} kinds"),
        ("slowest end after SIGTERM", f"{max(keeper.goodbyes, default=0):.1f} s"),
        ("seeds sent / briefs in the database", f"{account.seeds} / {account.briefs}"),
        ("jobs", str(account.jobs)),
        ("texts in the database / in the chats", f"{account.written} / {account.delivered}"),
        ("messages with a text", str(account.messages)),
        ("doubled: killed between SENDING and SENT", str(account.doubled_by_kill)),
        ("doubled: Telegram's answer was lost", str(account.doubled_by_lost_answer)),
        ("choices made / lost", f"{account.choices} / {_lost_choices(soaked)}"),
        ("resident memory, one process", memory(soaked)),
        ("unhandled exceptions in the log", str(account.exceptions)),
        ("not accounted for", str(len(account.problems))),
    ]


def memory(soaked: Soaked) -> str:
    """Medians of the second and the last third of the steady stretch."""
    samples = [size for _, size in soaked.keeper.memory]
    third = len(samples) // 3
    if third < 10:
        return "not measured in a run this short"
    middle, end = median(samples[third : 2 * third]), median(samples[2 * third :])
    return f"{middle / MIB:.0f} MiB, then {end / MIB:.0f} MiB ({100 * (end / middle - 1):+.1f} %)"


def table(soaked: Soaked) -> Table:
    made = Table("what", "how many", title="Soak")
    for what, count in rows(soaked):
        made.add_row(what, count)
    return made


def markdown(soaked: Soaked) -> str:
    lines = ["| what | how many |", "|---|---|", *(f"| {what} | {count} |" for what, count in rows(soaked))]
    return "\n".join(lines)


def _counts(counter: dict[str, int]) -> str:
    return ", ".join(f"{what}: {count}" for what, count in sorted(counter.items())) or "none"


def _lost_choices(soaked: Soaked) -> int:
    return sum("choice" in problem for problem in soaked.account.problems)
