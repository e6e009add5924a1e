"""Processes that may die: whose work is lost, whose is not, and what the caller hears."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import get_native_id
from typing import Any

import pytest

from kg.workers import Died, DiedError, at_once, beside, compute, in_order, meanwhile, standing_by

TASKS = """
import os, signal, time
from pathlib import Path

def double(n, *more):
    return (2 * n, *more)

def end(n, way):
    if n == 3:
        os.kill(os.getpid(), getattr(signal, way)) if way.startswith("SIG") else os._exit(7)
    return n

def end_once(n, folder):
    mark = Path(folder, "been-here")
    if n == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return n

def refuse(n):
    raise ValueError(f"{n} is refused")

class Odd(Exception):
    def __reduce__(self):
        raise TypeError("not to be carried")

def odd(n):
    raise Odd("strange")

def mark(folder):
    Path(folder, f"{os.getpid()}").touch()

def whose(n):
    return os.getpid()

def slow(n, folder):
    Path(folder, f"{os.getpid()}").touch()
    time.sleep(600)
"""


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Return a function of the tasks above by its name, in a module that processes can import."""
    (tmp_path / "kg_test_tasks.py").write_text(TASKS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "kg_test_tasks", raising=False)
    module = __import__("kg_test_tasks")
    return lambda name: getattr(module, name)


@pytest.mark.parametrize("workers", [1, 3, 9])
def test_every_task_has_its_result(task: Callable[[str], Any], workers: int) -> None:
    """More processes than tasks or fewer: each task comes out once, with its own result."""
    done = dict(compute(task("double"), range(5), workers, "x"))
    assert done == {n: (2 * n, "x") for n in range(5)}


def test_results_come_in_the_order_of_the_tasks() -> None:
    """However they were done."""
    done = [((2, "c"), "C"), ((0, "a"), "A"), ((1, "b"), "B"), ((3, "d"), "D")]
    assert list(in_order(done)) == [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]


def test_nothing_to_do_starts_nothing() -> None:
    """An archive of which nothing changed costs no process."""
    assert list(compute(os._exit, [], 4)) == []


@pytest.mark.parametrize(
    ("way", "told"), [("SIGSEGV", "SIGSEGV"), ("SIGKILL", "want of memory"), ("exit", "exit code 7")]
)
def test_a_task_that_kills_its_process_is_alone_in_that(
    task: Callable[[str], Any], way: str, told: str
) -> None:
    """It comes out with the reason, all others with their results."""
    done = dict(compute(task("end"), range(6), 2, way))
    died = done.pop(3)
    assert isinstance(died, Died)
    assert told in died.reason
    assert done == {n: n for n in (0, 1, 2, 4, 5)}


def test_a_task_whose_process_dies_once_is_tried_again(task: Callable[[str], Any], tmp_path: Path) -> None:
    """What was no fault of the task's leaves no trace."""
    assert dict(compute(task("end_once"), range(6), 2, str(tmp_path))) == {n: n for n in range(6)}
    assert (tmp_path / "been-here").exists()


def test_an_exception_reaches_the_caller(task: Callable[[str], Any]) -> None:
    """As the function raised it; one that cannot be carried is told of by another."""
    with pytest.raises(ValueError, match="1 is refused"):
        list(compute(task("refuse"), [1], 1))
    with pytest.raises(RuntimeError, match="Odd: strange"):
        list(compute(task("odd"), [1], 1))


def test_processes_end_with_the_caller_s_interest(task: Callable[[str], Any], tmp_path: Path) -> None:
    """Whoever stops asking, or is interrupted, leaves no process behind."""
    begun = compute(task("slow"), range(2), 2, str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        _interrupted_in(begun, 1.5)
    started = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert started
    assert [pid for pid in started if _runs(pid)] == []


def _interrupted_in(begun: Any, seconds: float) -> None:
    """Ask for a result that never comes, and be interrupted as from the keyboard."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        next(begun)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.usefixtures("task")
def test_processes_end_when_their_caller_is_killed(tmp_path: Path) -> None:
    """Nobody is left to end them, so they see for themselves that nobody listens."""
    code = "from kg.workers import compute; import kg_test_tasks as t; list(compute(t.end_once, iter(lambda: 0, 1), 2, '.'))"
    caller = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )
    children = Path(f"/proc/{caller.pid}/task/{caller.pid}/children")
    if not children.exists():
        caller.kill()
        caller.wait()
        pytest.skip("this system does not tell the children of a process")
    until = time.monotonic() + 60
    while len(pids := children.read_text().split()) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    caller.kill()
    caller.wait()
    while any(_runs(int(pid)) for pid in pids) and time.monotonic() < until:
        time.sleep(0.01)
    assert [pid for pid in pids if _runs(int(pid))] == []


def test_work_beside_gives_its_results(task: Callable[[str], Any]) -> None:
    """One after the other, whoever is asked for first, and more than once; so does work that is done at once."""
    with beside() as ask:
        first, second = ask(task("double"), 4, "y"), ask(task("double"), 5, "z")
        assert (second(), first(), second()) == ((10, "z"), (8, "y"), (10, "z"))
    assert at_once(task("double"), 4, "y")() == (8, "y")


def test_nobody_starts_who_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process costs half a second."""
    monkeypatch.setattr("kg.workers._start", lambda *_: pytest.fail("a process was started"))
    with beside():
        pass


def test_work_beside_raises_what_it_raises_and_tells_of_its_death(task: Callable[[str], Any]) -> None:
    """A fault is the caller's to hear, and so is an end without a word, for all that was still to be done."""
    with beside() as ask:
        refused, done = ask(task("refuse"), 2), ask(task("double"), 4, "y")
        assert done() == (8, "y")
        with pytest.raises(ValueError, match="2 is refused"):
            refused()
    with beside() as ask:
        ended, never = ask(task("end"), 3, "SIGSEGV"), ask(task("double"), 4, "y")
        for result in (never, ended):
            with pytest.raises(DiedError, match="end: its process was ended by SIGSEGV; run this again"):
                result()


def test_a_thread_gives_its_result_or_raises_what_it_raised(task: Callable[[str], Any]) -> None:
    """When it is asked for, not before."""
    assert meanwhile(task("double"), 4, "y")() == (8, "y")
    refused = meanwhile(task("refuse"), 2)
    with pytest.raises(ValueError, match="2 is refused"):
        refused()


def test_a_process_that_stands_by_is_the_first_that_is_taken(
    task: Callable[[str], Any], tmp_path: Path
) -> None:
    """It has done by then what it was told to; a second process has not, nor does anybody wait for it."""
    folder = tmp_path / "marks"
    folder.mkdir()
    with standing_by("kg_test_tasks", "mark", str(folder)):
        (first,) = (pid for _, pid in compute(task("whose"), [1], 1))
        (second,) = (pid for _, pid in compute(task("whose"), [1], 1))
    assert [path.name for path in folder.iterdir()] == [str(first)]
    assert second != first


def test_what_goes_wrong_beforehand_is_told_by_the_task(task: Callable[[str], Any]) -> None:
    """An error of what it is told to do first ends nothing; nor does a process that nobody needs stay."""
    with standing_by("kg_test_tasks", "refuse", 3):
        assert list(compute(task("double"), [1, 2], 1)) == [(1, (2,)), (2, (4,))]
    with standing_by("kg_no_such_module", "nothing"):
        assert list(compute(task("double"), [1], 1)) == [(1, (2,))]
    before = children()
    with standing_by("kg_test_tasks", "slow", 1, "/nowhere"):
        assert len(children() - before) == 1
    assert children() == before


def children() -> set[str]:
    """Return the processes of this one that have not ended."""
    return set(Path(f"/proc/self/task/{get_native_id()}/children").read_text(encoding="ascii").split())
