"""How the rows of a step are shared between running texts and the prompts being read."""

from collections.abc import Sequence


def share_out(pending: Sequence[int], budget: int) -> list[int]:
    """Rows for each reader, given the tokens each has left, oldest first.

    The oldest gets half when others wait, so that it never starves; then the shortest go first, so that a
    short prompt is not stuck behind a long one; what is left over goes to the oldest again.
    """
    shares = [0] * len(pending)
    if not pending:
        return shares
    shares[0] = min(pending[0], budget if len(pending) == 1 else (budget + 1) // 2)
    budget -= shares[0]
    by_length = sorted(range(1, len(pending)), key=lambda reader: (pending[reader], reader))
    for reader in [*by_length, 0]:
        more = min(pending[reader] - shares[reader], budget)
        shares[reader] += more
        budget -= more
    return shares
