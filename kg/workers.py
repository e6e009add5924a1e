"""Tasks come in, results go out, computed by processes that may die without taking the others' work with them.

Run as a module this is such a process: it imports the function that it is named, and answers task by task.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from threading import Thread
from typing import Any, Generic, NamedTuple, TypeVar, cast

from kg.errors import KgError

Task = TypeVar("Task")
Result = TypeVar("Result")

TRIES = 2
"""How often a task is given to a process before it is held to be what kills them."""

_ENDING = 0.5
"""Seconds that a process which no longer answers has to end by itself."""


@dataclass(frozen=True, slots=True)
class Died:
    """What stands in the place of a result: the task's processes ended before they gave one."""

    reason: str


class DiedError(KgError, RuntimeError):
    """A process that had work to do ended without a result."""


@dataclass(frozen=True, slots=True)
class _Raised:
    """A function's exception, on its way to the caller."""

    error: BaseException


class _Beforehand(NamedTuple):
    """What a process is to call before it is given its function."""

    module: str
    name: str
    given: tuple[object, ...]


@dataclass(slots=True, eq=False)
class _Worker(Generic[Task]):
    process: subprocess.Popen[bytes]
    connection: Connection
    task: Task | None = None
    tries: int = 0
    """How often the task has been given to a process."""

    def give(self, task: Task, tries: int) -> None:
        self.task, self.tries = task, tries
        self.send(task)

    def send(self, message: object) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # its death shows when it should answer
            self.connection.send(message)

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.wait()


def compute(
    function: Callable[..., Result], tasks: Iterable[Task], workers: int, *given: object
) -> Iterator[tuple[Task, Result | Died]]:
    """Yield each task with `function(task, *given)`, as they are done, in an order that no two runs share.

    Args:
        function: one of a module's, by whose name a process finds it; it and all that it is given
            and returns must bear pickling.
        tasks: are asked for one at a time, when a process has nothing to do.
        workers: how many processes; no more are started than there are tasks. With 0 this process
            does it all, and dies with whatever would have ended another.

    A task whose process dies (memory, a crash in native code) is tried once more in a new one, and
    then comes out with `Died`. An exception that `function` raises is raised here. When the caller
    stops asking, or is interrupted, the processes are ended at once.
    """
    if not workers:
        for task in tasks:
            yield task, function(task, *given)
        return
    again: deque[tuple[Task, int]] = deque()
    """Tasks whose process died, with how often they were tried."""
    waiting = iter(tasks)
    pool: list[_Worker[Task]] = []

    def following() -> tuple[Task, int] | None:
        if again:
            return again.popleft()
        for task in waiting:
            return task, 0
        return None

    try:
        while True:
            while len(pool) < workers and (todo := following()):
                pool.append(_start(function, given, _standing_by.pop() if _standing_by else None))
                pool[-1].give(todo[0], todo[1] + 1)
            if not pool:
                return
            ready = set(map(id, wait([worker.connection for worker in pool])))
            for worker in [worker for worker in pool if id(worker.connection) in ready]:
                task, tries = cast(Task, worker.task), worker.tries
                try:
                    result = worker.connection.recv()
                except (EOFError, ConnectionResetError):
                    pool.remove(worker)
                    reason = _told(worker)
                    if tries < TRIES:
                        again.append((task, tries))
                        continue
                    result = Died(reason)
                if isinstance(result, _Raised):
                    raise result.error
                if worker in pool:  # it goes on while the caller has the result
                    if todo := following():
                        worker.give(todo[0], todo[1] + 1)
                    else:
                        pool.remove(worker)
                        worker.end()
                yield task, result
    finally:
        for worker in pool:
            worker.end()


@contextmanager
def standing_by(module: str, name: str, *given: object) -> Iterator[None]:
    """Have a process start now that the next `compute` takes; by then it has called `module.name(*given)`.

    For what takes long to load, before it is known whether there is anything to do. Errors of that call do not
    count, since whatever needs what it loads meets them again.
    """
    worker: _Worker[Any] = _spawn()
    worker.send(_Beforehand(module, name, given))
    _standing_by.append(worker)
    try:
        yield
    finally:
        if worker in _standing_by:
            _standing_by.remove(worker)
            worker.end()


_standing_by: list[_Worker[Any]] = []


def in_order(done: Iterable[tuple[tuple[int, Task], Result]]) -> Iterator[tuple[Task, Result]]:
    """Yield what `compute` made of tasks numbered from 0 in the order of the numbers, as soon as that is possible."""
    waiting: dict[int, tuple[Task, Result]] = {}
    following = 0
    for (number, task), result in done:
        waiting[number] = (task, result)
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def compute_in_order(
    function: Callable[..., Result], tasks: Iterable[Task], workers: int, *given: object
) -> Iterator[tuple[Task, Result | Died]]:
    """Yield what `compute` does, in the order of `tasks`."""
    yield from in_order(compute(_numbered, enumerate(tasks), workers, function, *given))


def _numbered(task: tuple[int, Any], function: Callable[..., Any], *given: object) -> Any:
    return function(task[1], *given)


Ask = Callable[..., Callable[[], Any]]
"""Has `function(*given)` called. Returns at once; what it returns waits for the result, and raises what the function did."""


def at_once(function: Callable[..., Result], *given: object) -> Callable[[], Result]:
    """Do what `Ask` says, in this process and before it returns."""
    result = function(*given)
    return lambda: result


@contextmanager
def beside() -> Iterator[Ask]:
    """Yield what has a process of its own call functions, one after the other, while the block runs.

    It starts when it is first asked. Where it ends without a result, `DiedError` is raised by what waits for it.
    """
    worker: _Worker[Any] | None = None
    asked: list[str] = []
    answers: list[object] = []

    def ask(function: Callable[..., Result], *given: object) -> Callable[[], Result]:
        nonlocal worker
        worker = worker or _start(_call, ())
        worker.give((function, given), 1)
        number = len(asked)
        asked.append(function.__qualname__)
        return lambda: cast(Result, answer(number))

    def answer(number: int) -> object:
        assert worker  # noqa: S101  (somebody has asked)
        while len(answers) <= number:
            try:
                answers.append(worker.connection.recv())
            except (EOFError, ConnectionResetError):
                died = _Raised(DiedError(f"{asked[len(answers)]}: {_told(worker)}; run this again"))
                answers.extend([died] * (len(asked) - len(answers)))
        found = answers[number]
        if isinstance(found, _Raised):
            raise found.error
        return found

    try:
        yield ask
    finally:
        if worker:
            worker.end()


def meanwhile(function: Callable[..., Result], *given: object) -> Callable[[], Result]:
    """Begin `function(*given)` in a thread, and return a call that waits for it and raises what it raises.

    For work during which this process waits for others, or that is done outside of Python.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(function(*given))
        except BaseException as error:  # noqa: BLE001 - whoever asks for the result hears of it
            future.set_exception(error)

    # A daemon, unlike the threads of a pool: who interrupts a build is not to wait for it.
    Thread(target=run, daemon=True).start()
    return future.result


def _call(task: tuple[Callable[..., Any], tuple[Any, ...]]) -> Any:
    function, given = task
    return function(*given)


def _start(
    function: Callable[..., Any], given: tuple[object, ...], spare: _Worker[Any] | None = None
) -> _Worker[Any]:
    worker = spare or _spawn()
    worker.send((function.__module__, function.__qualname__, given))
    return worker


def _spawn() -> _Worker[Any]:
    ours, theirs = Pipe()
    # A second thread of numpy's in each worker would only spin beside the other workers.
    alone = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    # Not multiprocessing's own processes: these would run the caller's main module once more each.
    process = subprocess.Popen(  # noqa: S603 - this very module
        [sys.executable, "-m", __name__, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        # An interrupt from the keyboard is for the caller, who ends the processes.
        process_group=0,
        env={
            **alone,
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, map(os.path.abspath, sys.path))),
        },
    )
    theirs.close()
    return _Worker(process, ours)


def _told(worker: _Worker[Any]) -> str:
    """Return how a process that no longer answers has ended."""
    worker.connection.close()
    try:
        code = worker.process.wait(_ENDING)
    except subprocess.TimeoutExpired:
        worker.end()
        return "its process stopped answering"
    if code >= 0:
        return f"its process ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"its process was ended by {name}{', as for want of memory' if name == 'SIGKILL' else ''}"


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look for garbage in cycles a hundred times more rarely while the block runs, and hardly ever among what lasts.

    Records hold no cycles, so there is hardly any, and to look for it among millions of records takes
    up to a third of the time of making them.
    """
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, before[1], before[2] * 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def serve(connection: Connection) -> None:
    """Answer tasks until the other side is gone."""
    with collecting_rarely():
        _serve(connection)


def _serve(connection: Connection) -> None:
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while isinstance(message := connection.recv(), _Beforehand):
            with suppress(Exception):
                getattr(importlib.import_module(message.module), message.name)(*message.given)
        module, name, given = message
        function = getattr(importlib.import_module(module), name)
        while True:
            task = connection.recv()
            try:
                result: Any = function(task, *given)
            except Exception as error:  # noqa: BLE001 - whatever it is, the caller should hear of it
                result = _Raised(_portable(error))
            connection.send(result)


def _portable(error: Exception) -> Exception:
    """Return `error`, or what tells of it where it cannot leave the process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made a moment ago
    except Exception:  # noqa: BLE001 - an exception's own __reduce__ may raise anything
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":
    # By its name, so that what it sends is of the classes that the caller knows.
    importlib.import_module("kg.workers").serve(Connection(int(sys.argv[1])))
