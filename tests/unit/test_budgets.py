import os
import threading
import time
from pathlib import Path

import pytest

from writethru.budgets import Budget, BudgetError, MemorySpentError, spending


@pytest.fixture
def budget():
    chosen = Budget(cpu=0.3, wall=5)
    yield chosen
    chosen.close()


def test_a_call_gives_what_the_function_gives_and_raises_what_it_raises(budget):
    assert budget.call(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        budget.call(divmod, 7, 0)


def test_the_process_is_kept_for_the_next_call(budget):
    assert budget.call(os.getpid) == budget.call(os.getpid) != os.getpid()


def test_a_call_that_goes_on_for_ever_is_ended_and_the_next_one_answered(budget):
    began = time.monotonic()
    with pytest.raises(BudgetError, match="too slow"):
        budget.call(pow, 7, 10**9)
    assert time.monotonic() - began < 5
    assert budget.call(abs, -1) == 1


def test_a_call_that_only_waits_is_ended_too():
    budget = Budget(wall=0.5)
    with pytest.raises(BudgetError, match="too slow"):
        budget.call(time.sleep, 60)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited where the system tells it")
def test_a_call_that_takes_too_much_memory_is_refused_it(budget):
    with pytest.raises(MemorySpentError):
        budget.call(bytes, 500_000_000)
    assert budget.call(abs, -1) == 1


def test_a_process_that_dies_is_replaced(budget):
    with pytest.raises(BudgetError, match="died with 3"):
        budget.call(os._exit, 3)
    assert budget.call(abs, -1) == 1


def test_threads_do_not_wait_for_each_other(budget):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(budget.call(time.sleep, 0.5))) for _ in range(4)]
    budget.call(abs, 1)
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [None] * 4
    assert time.monotonic() - began < 4


def test_a_fork_uses_processes_of_its_own(budget):
    parents = budget.call(os.getpid)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if budget.call(os.getpid) != parents else 2
            budget.close()
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert budget.call(os.getpid) == parents


def test_a_block_that_spends_too_much_is_left():
    with pytest.raises(TimeoutError), spending(0.05):
        while True:
            pass
