from hypothesis import given
from hypothesis import strategies as st

from desk.line import Pace, fair_order
from storage.jobs import InLine
from storage.records import JobId, JobState, UserId

USERS = st.integers(1, 4).map(UserId)
LINES = st.lists(USERS, max_size=12).map(
    lambda users: [InLine(JobId(number), user, JobState.QUEUED) for number, user in enumerate(users)]
)


@given(LINES, st.dictionaries(USERS, st.integers(1, 99)))
def test_everybody_gets_a_turn(line: list[InLine], served: dict[UserId, int]) -> None:
    assert sorted(fair_order(line, served)) == [job.id for job in line]


@given(LINES, st.dictionaries(USERS, st.integers(1, 99)))
def test_a_users_own_jobs_keep_their_order(line: list[InLine], served: dict[UserId, int]) -> None:
    order = fair_order(line, served)

    for user in {job.user_id for job in line}:
        own = [job.id for job in line if job.user_id == user]
        assert [job_id for job_id in order if job_id in own] == own


@given(LINES)
def test_nobody_is_served_twice_before_everybody_once(line: list[InLine]) -> None:
    owner = {job.id: job.user_id for job in line}
    first_round = [owner[job_id] for job_id in fair_order(line, {})][: len(set(owner.values()))]

    assert len(set(first_round)) == len(first_round)


def test_who_has_just_been_served_comes_last() -> None:
    line = [InLine(JobId(1), UserId(1), JobState.QUEUED), InLine(JobId(2), UserId(2), JobState.QUEUED)]

    assert fair_order(line, {UserId(1): 5}) == (2, 1)


def test_what_a_crash_has_cut_short_comes_first() -> None:
    line = [InLine(JobId(1), UserId(1), JobState.QUEUED), InLine(JobId(2), UserId(1), JobState.RUNNING)]

    assert fair_order(line, {}) == (2, 1)


def test_no_eta_before_anything_was_measured() -> None:
    assert Pace().eta(0, running=0, parallel=4) is None


def test_the_eta_grows_with_the_line() -> None:
    pace = Pace()
    pace.measured(10.0)

    etas = [pace.eta(ahead, running=2, parallel=2) for ahead in (0, 1, 2, 4)]

    assert etas == [15.0, 15.0, 25.0, 35.0]


def test_a_free_place_means_no_wait() -> None:
    pace = Pace()
    pace.measured(10.0)

    assert pace.eta(1, running=0, parallel=2) == 10.0


def test_newer_measurements_count_more() -> None:
    pace = Pace()
    for seconds in (10.0, 20.0):
        pace.measured(seconds)

    assert pace.seconds_per_job == 13.0
