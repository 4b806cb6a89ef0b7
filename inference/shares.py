"""How the rows of a step are shared between running texts and the prompts being read."""

from collections.abc import Sequence


def share_out(pending: Sequence[int], budget: int) -> list[int]:
    """Rows for each reader, given the tokens each has left, oldest first.

    Half is kept for the oldest, so that it never starves; then those with the least left go first, the older
    of equals: a short prompt is not stuck behind a long one, and of equal ones the first is done while the
    others wait, instead of all at the end.
    """
    shares = [0] * len(pending)
    if not pending:
        return shares
    shares[0] = min(pending[0], (budget + 1) // 2)
    budget -= shares[0]
    for reader in sorted(range(len(pending)), key=lambda reader: (pending[reader], reader)):
        more = min(pending[reader] - shares[reader], budget)
        shares[reader] += more
        budget -= more
    return shares
