"""Calls that can be killed: a function in a process of its own, within a time of CPU and an amount of memory.

A thread can't be stopped within a parser, and a process forked from a worker's threads may hang, so it is an
interpreter of its own. It is started when it is first needed, is kept for the next call, and is replaced when it had to
be killed or has grown. Calls from several threads have a process each.
"""

import atexit
import os
import pickle
import resource
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

CPU = 1.4  # s; what a parse takes beside it, decoding and sending, stays below half a second
WALL = 60.0  # s; for a process that waits for something, where no CPU is used up
MEMORY = 110_000_000  # bytes beyond what the process has at its start
GROWN = 100_000_000  # bytes resident; what a large answer leaves allocated is not given back
LENGTH = struct.Struct("!Q")
COMMAND = "from writethru.budgets import serve; serve()"


class BudgetError(RuntimeError):
    """A call on which its process died; its time was used up if not said otherwise."""


class MemorySpentError(BudgetError):
    """A call that used up its memory."""


class Budget:
    """Processes that answer calls; `call` may be used from any thread, and in a fork of this process."""

    def __init__(self, cpu: float = CPU, wall: float = WALL, memory: int = MEMORY) -> None:
        self.cpu, self.wall, self.memory = cpu, wall, memory
        self._idle: list[subprocess.Popen[bytes]] = []
        self._owner = os.getpid()
        atexit.register(self.close)

    def call(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Return what a function of a module returns, or raise what it raises; both must be picklable.

        Raises BudgetError.
        """
        request = pickle.dumps((self.cpu, function, arguments, named), pickle.HIGHEST_PROTOCOL)
        answer = self._answer(request) or self._answer(request)
        if answer is None:
            raise BudgetError("its process ends at once")
        failed, value = pickle.loads(answer)
        if failed:
            raise value
        return value  # type: ignore[no-any-return]

    def _answer(self, request: bytes) -> bytes | None:
        """Return the answer to a call; None when the process that was asked had ended before, as grown ones do."""
        process = self._taken()
        timer = threading.Timer(self.wall, process.kill)
        timer.start()
        try:
            answer = _asked(process, request)
        finally:
            timer.cancel()
        if answer is None:
            code = process.wait()
            _shut(process)
            if code == 0:
                return None
            raise BudgetError("too slow" if code in (-signal.SIGPROF, -signal.SIGKILL) else f"died with {code}")
        self._idle.append(process)
        return answer

    def close(self) -> None:
        """End the idle processes; the next call starts a new one."""
        while self._idle:
            process = self._idle.pop()
            if self._owner == os.getpid():
                process.kill()
                process.wait()
            _shut(process)

    def _taken(self) -> subprocess.Popen[bytes]:
        """Return a process that nobody else uses; a fork must not use its parent's."""
        if self._owner != os.getpid():
            self._idle, self._owner = [], os.getpid()
        while True:
            try:
                process = self._idle.pop()
            except IndexError:
                return self._started()
            if process.poll() is None:
                return process
            _shut(process)

    def _started(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
        try:
            return subprocess.Popen(
                [sys.executable, "-c", COMMAND, str(self.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C at a terminal is for us
            )
        except OSError as error:
            raise BudgetError(f"no process can be started: {error}") from error


def _asked(process: subprocess.Popen[bytes], request: bytes) -> bytes | None:
    """Return a process's answer; None when it died over the question."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):
        _send(process.stdin, request)
        return _receive(process.stdout)
    return None


def _shut(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            assert pipe is not None
            pipe.close()


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    header = pipe.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    message = pipe.read(LENGTH.unpack(header)[0])
    return message if len(message) == LENGTH.unpack(header)[0] else None


@contextmanager
def spending(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in a block that takes more CPU; of use in a process's main thread only, as where calls run."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"over {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def serve() -> None:
    """Answer calls on standard input until it ends; the process that a Budget starts."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the answers
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    limit = int(sys.argv[1])
    while (question := _receive(questions)) is not None:
        try:
            cpu, function, arguments, named = pickle.loads(question)
            _limit_memory(limit)
            signal.setitimer(signal.ITIMER_PROF, cpu)  # its signal ends the process, whatever it is doing
            answer = pickle.dumps((False, function(*arguments, **named)), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            answer = pickle.dumps((True, MemorySpentError("too much memory")))
        except Exception as error:
            answer = pickle.dumps((True, error))
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(answers, answer)
        if _pages(1) > GROWN:
            return
        del question, arguments, named, answer


def _limit_memory(beyond: int) -> None:
    """Allow this process so many bytes more than it has, once; where the system can't say, there is no limit."""
    with suppress(OSError, ValueError):
        if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY and (has := _pages(0)):
            resource.setrlimit(resource.RLIMIT_AS, (has + beyond, resource.RLIM_INFINITY))


def _pages(field: int) -> int:
    """Return this process's memory in bytes, field 0 what it has asked for and 1 what is resident; 0 if not known.

    Its ru_maxrss would be that of the process which started it.
    """
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[field]) * resource.getpagesize()
    except OSError:
        return 0
