"""The doors to the solvers: what they claim, what they refuse, and that they let go."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
import pytest
import threadpoolctl

from peerpair.engines import process
from peerpair.engines.blas import one_blas_thread
from peerpair.engines.cpsat import find_partition
from peerpair.engines.mathopt import solve_program
from peerpair.engines.memory import peak_memory
from peerpair.engines.partition import solve_partition
from peerpair.engines.process import Child
from peerpair.engines.program import MipAnswer, Program
from peerpair.engines.waiting import run_watched
from peerpair.engines.worker import Worker
from peerpair.model.arrays import Ints
from tests.models import Tally, compare, make_model

NO_ROWS: list[tuple[Ints, int]] = []


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before


def random_triads(n: int, m: int, seed: int = 0) -> tuple[Ints, Ints]:
    rng = np.random.default_rng(seed)
    members = np.sort(rng.permuted(np.tile(np.arange(n), (m, 1)), axis=1)[:, :3], axis=1)
    members = np.unique(members, axis=0)
    return members, rng.integers(0, 20_000, len(members))


HARD = random_triads(150, 12_000)
"""Minutes of work for either solver."""


def after(times: int) -> Callable[[], bool]:
    """Return a `stop` that says yes when it has been asked so often."""
    asked = count(1)
    return lambda: next(asked) >= times


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("part", range(4))
def test_no_wrong_claim_beside_brute_force(part: int) -> None:
    """Both sides of 2^31 and 2^53; `python -m benchmarks.fuzz` does the same at length."""
    tally = Tally()
    for seed in range(500 * part, 500 * (part + 1)):
        wrong = compare(make_model(seed), tally)
        assert not wrong, f"seed {seed}: {wrong}"
    assert tally.optimal > 100
    assert tally.infeasible > 20
    assert tally.refused > 50


def test_the_lines_are_drawn_where_they_are_said_to_be() -> None:
    members = np.array([[0, -1, -1], [0, -1, -1]])
    nothing = np.zeros(2, dtype=np.int64)

    def row(first: int, second: int) -> list[tuple[Ints, int]]:
        return [(np.array([first, second]), 2**62)]

    below, at = row(2**30, 1 - 2**30), row(2**30, -(2**30))
    assert isinstance(find_partition(1, members, below, seconds=9), np.ndarray)
    assert find_partition(1, members, at, seconds=9) is True
    assert solve_partition(1, members, nothing, below, seconds=9).chosen is not None
    refused = solve_partition(1, members, nothing, at, seconds=9)
    assert (refused.chosen, refused.bound, refused.infeasible) == (None, None, False)
    edge = [(np.array([-(2**63), 0]), 0)]  # no absolute value in 64 bits
    assert find_partition(1, members, edge, seconds=9) is True
    assert Program.of(1, members, np.array([2**53 - 1, 0]), NO_ROWS).exact
    assert not Program.of(1, members, np.array([0, -(2**53)]), NO_ROWS).exact
    assert not Program.of(2, members, np.array([2**52, 0]), NO_ROWS).exact


def test_what_has_no_solution() -> None:
    members = np.array([[0, 1, -1]])
    assert find_partition(3, members, NO_ROWS, seconds=9) is False
    assert solve_partition(3, members, np.array([1]), NO_ROWS, seconds=9).infeasible


def same(a: MipAnswer, b: MipAnswer) -> bool:
    chosen = (a.chosen is None) == (b.chosen is None)
    if a.chosen is not None and b.chosen is not None:
        chosen = a.chosen.tolist() == b.chosen.tolist()
    return chosen and (a.bound, a.infeasible, a.ended) == (b.bound, b.infeasible, b.ended)


def test_a_process_answers_as_this_one_does() -> None:
    with Worker() as worker:
        for seed in range(12):
            members, costs = random_triads(24, 300, seed)
            program = Program.of(24, members, costs, [(costs % 7, 30)])
            here = solve_program(program, seconds=60, seed=seed)
            there = worker.solve(program, seconds=60, seed=seed)
            assert there is not None
            assert here.ended
            assert same(here, there)
        pid = worker.pid
    assert pid is not None
    assert gone(pid)
    assert peak_memory() is None or worker.peak > 0


def test_nodes_and_hints() -> None:
    members, costs = random_triads(42, 500)
    best = solve_partition(42, members, costs, NO_ROWS, seconds=120)
    assert best.chosen is not None
    assert best.bound is not None
    assert best.bound == costs[best.chosen].sum()
    root = solve_partition(42, members, costs, NO_ROWS, seconds=60, nodes=1, hint=best.chosen)
    assert root.ended
    assert root.chosen is not None
    assert root.bound is not None
    assert costs[root.chosen].sum() == best.bound
    assert root.bound >= best.bound


def test_stop_ends_a_search_and_its_process() -> None:
    with Worker() as worker:
        assert worker.start()
        pid = worker.pid
        assert pid is not None
        found = solve_partition(150, *HARD, NO_ROWS, seconds=600, stop=after(12), worker=worker)
        assert (found.chosen, found.bound, found.ended) == (None, None, False)
        assert gone(pid)
        assert worker.lost == 0
        easy = worker.solve(Program.of(2, np.array([[0, 1]]), np.array([5]), NO_ROWS), seconds=60)
        assert easy is not None
        assert easy.bound == 5


def test_a_time_limit_ends_a_search() -> None:
    found = solve_partition(150, *HARD, NO_ROWS, seconds=0.5)
    assert not found.ended
    members, costs = random_triads(120, 2_900)
    short = solve_partition(120, members, costs, NO_ROWS, seconds=0.3)
    assert not short.infeasible


def test_what_stop_raises_comes_out_and_nothing_is_left() -> None:
    def fail() -> bool:
        raise LookupError("canary")

    with Worker() as worker:
        worker.start()
        pid = worker.pid
        assert pid is not None
        with pytest.raises(LookupError, match="canary"):
            solve_partition(150, *HARD, NO_ROWS, seconds=600, stop=fail, worker=worker)
        assert gone(pid)
    with pytest.raises(LookupError, match="canary"):
        find_partition(150, HARD[0], NO_ROWS, seconds=600, stop=fail)


def test_cpsat_stops() -> None:
    members, costs = HARD
    rows = [(costs % 1_000, 5_000)]
    assert find_partition(150, members, rows, seconds=600, stop=after(3)) is True
    assert find_partition(150, members, rows, seconds=600, effort=0.01) is True


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_process_that_dies_is_no_answer_and_no_harm() -> None:
    with Worker() as worker:
        worker.solve(Program.of(2, np.array([[0, 1]]), np.array([5]), NO_ROWS), seconds=60)
        pid = worker.pid
        assert pid is not None

        def kill() -> bool:
            if not gone(pid):
                os.kill(pid, signal.SIGKILL)
            return False

        found = worker.solve(Program.of(150, *HARD, NO_ROWS), seconds=600, stop=kill)
        assert found is not None
        assert (found.chosen, found.bound, found.infeasible) == (None, None, False)
        assert worker.lost == 1
        again = worker.solve(Program.of(2, np.array([[0, 1]]), np.array([5]), NO_ROWS), seconds=60)
        assert again is not None
        assert again.bound == 5


@pytest.mark.parametrize("how", ["no interpreter", "it does not come up"])
def test_without_a_process_everything_is_solved_here(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "no interpreter":  # a program that embeds Python must not be started again
        monkeypatch.setattr("sys.executable", "/usr/sbin/hospital-server")
    else:
        monkeypatch.setattr(process, "_START", "raise SystemExit(3)")
    members, costs = random_triads(24, 300)
    program = Program.of(24, members, costs, NO_ROWS)
    with Worker() as worker:
        assert worker.solve(program, seconds=60) is None
        assert not worker.start()
        big = np.repeat(members, 12, axis=0)  # too many columns to be tried here first
        found = solve_partition(24, big, np.repeat(costs, 12), NO_ROWS, seconds=60, worker=worker)
    assert found.bound == solve_program(program, seconds=60).bound


def test_an_error_in_the_process_is_raised_here() -> None:
    program = Program.of(2, np.array([[0, 1]]), np.array([5]), NO_ROWS)
    with Worker() as worker, pytest.raises(IndexError):
        worker.solve(program, seconds=60, hint=np.array([7]))


def test_a_child_ends_with_its_input() -> None:
    child = Child("peerpair.engines.highs_child")
    assert child.inbox.get(timeout=60) == "ready"
    child._pipes[0].close()
    assert child.inbox.get(timeout=60) is None
    assert child.end() == 0


def test_a_solver_is_interrupted_until_it_ends() -> None:
    told = threading.Event()
    calls = count()

    def interrupt() -> None:
        if next(calls) >= 2:  # the first requests are lost
            told.set()

    assert run_watched(lambda: told.wait(60), interrupt, after(1)) is True
    with pytest.raises(ZeroDivisionError):
        run_watched(lambda: 1 // 0, interrupt)


def test_blas_gets_its_threads_back_after_the_last_solve() -> None:
    def threads() -> list[int]:
        return [
            pool["num_threads"]
            for pool in threadpoolctl.threadpool_info()
            if pool["user_api"] == "blas"
        ]

    before = threads()
    first, second = one_blas_thread(), one_blas_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert all(number == 1 for number in threads())
    second.__exit__(None, None, None)
    assert threads() == before
