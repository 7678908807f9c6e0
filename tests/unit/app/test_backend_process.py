"""The embedded backend comes up, ends with the program whatever happens, and never fills a pipe."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.api.client import Api
from app.api.transport import Transport
from app.backend_process import EmbeddedBackend, RotatingLog
from app.domain.errors import BackendFailed, ServerFault

ROOT = Path(__file__).parents[3]
SECRET = "between-us-only"
KEY = bytes(range(32))
READY = 'print(\'{"port": 1, "pid": 2}\', flush=True)'


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., EmbeddedBackend]]:
    """Makes backends and stops them; with `program` the child runs that instead of the server."""
    made: list[EmbeddedBackend] = []

    def make_one(program: str | None = None, folder: Path = tmp_path / "backend") -> EmbeddedBackend:
        backend = EmbeddedBackend(folder, False, SECRET, KEY)
        if program is not None:
            backend._command = lambda: [sys.executable, "-c", textwrap.dedent(program)]  # type: ignore[method-assign]
        made.append(backend)
        return backend

    yield make_one
    for backend in made:
        backend.stop()


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for a condition, ten seconds at most."""
    ends_at = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < ends_at
        threading.Event().wait(0.01)


def is_alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_real_backend_comes_up_answers_and_leaves(
    make: Callable[..., EmbeddedBackend], tmp_path: Path
) -> None:
    backend = make()
    states = [backend.is_running]
    backend.start()
    address = backend.wait_ready(30)
    states.append(backend.is_running)
    assert (address.secret, address.demo_facts) == (SECRET, None)
    api = Api(Transport(address.base_url, address.secret))
    assert api.server.info().name
    api.close()
    backend.stop()
    backend.stop()
    states.append(backend.is_running)
    assert states == [False, True, False]
    kept = b"".join(file.read_bytes() for file in (tmp_path / "backend").glob("*.db*"))
    assert kept
    assert b"SQLite format" not in kept


def test_another_program_of_this_computer_is_not_let_in(make: Callable[..., EmbeddedBackend]) -> None:
    backend = make()
    backend.start()
    address = backend.wait_ready(30)
    for secret in (None, "guess"):
        api = Api(Transport(address.base_url, secret))
        with pytest.raises(ServerFault):
            api.server.info()
        api.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_secret_and_key_do_not_stand_in_the_command(make: Callable[..., EmbeddedBackend]) -> None:
    backend = make()
    backend.start()
    backend.wait_ready(30)
    assert backend._process is not None
    command = Path(f"/proc/{backend._process.pid}/cmdline").read_bytes().decode()
    assert "--embedded" in command
    assert SECRET not in command
    assert KEY.hex() not in command


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_backend_leaves_when_the_program_is_killed(tmp_path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from app.backend_process import EmbeddedBackend
        backend = EmbeddedBackend(Path(sys.argv[1]), False, "secret", None)
        backend.start()
        backend.wait_ready(30)
        print(backend._process.pid, flush=True)
        sys.stdin.read()
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path / "backend")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    parent.stdin.close()
    wait_until(lambda: not is_alive(child))


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_backend_that_died_is_noticed(make: Callable[..., EmbeddedBackend]) -> None:
    backend = make()
    backend.start()
    backend.wait_ready(30)
    assert backend._process is not None
    os.kill(backend._process.pid, signal.SIGKILL)
    wait_until(lambda: not backend.is_running)


def test_a_backend_that_ends_before_it_is_ready_has_failed(
    make: Callable[..., EmbeddedBackend], tmp_path: Path
) -> None:
    backend = make("import sys; sys.stderr.write('no luck\\n'); sys.exit(3)")
    backend.start()
    with pytest.raises(BackendFailed, match="exit code 3"):
        backend.wait_ready(30)
    assert (tmp_path / "backend" / "backend.log").read_text() == "no luck\n"


def test_a_folder_that_can_not_be_made_is_a_failed_backend(
    make: Callable[..., EmbeddedBackend], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackendFailed):
        make(folder=tmp_path / "file" / "backend").start()


def test_a_backend_that_says_nothing_is_given_up_and_stopped(make: Callable[..., EmbeddedBackend]) -> None:
    backend = make("import sys; sys.stdin.read()")
    backend.start()
    with pytest.raises(BackendFailed):
        backend.wait_ready(0.2)
    assert not backend.is_running


def test_stopping_ends_the_wait_for_it(make: Callable[..., EmbeddedBackend]) -> None:
    backend = make("import sys; sys.stdin.read()")
    backend.start()
    outcome: list[str] = []

    def wait() -> None:
        try:
            backend.wait_ready(60)
        except BackendFailed:
            outcome.append("failed")

    thread = threading.Thread(target=wait)
    thread.start()
    backend.stop()
    thread.join(10)
    assert outcome == ["failed"]


def test_words_before_the_ready_line_do_no_harm(make: Callable[..., EmbeddedBackend], tmp_path: Path) -> None:
    backend = make(f"print('Hello'); print('{{}}'); print('[1]'); {READY}; import sys; sys.stdin.read()")
    backend.start()
    assert backend.wait_ready(30).base_url == "http://127.0.0.1:1"
    backend.stop()
    assert "Hello" in (tmp_path / "backend" / "backend.log").read_text()


def test_a_talkative_backend_never_stalls(make: Callable[..., EmbeddedBackend], tmp_path: Path) -> None:
    backend = make(f"""
        import sys
        for number in range(3_000):
            sys.stderr.write("e" * 1_000 + "\\n")
            sys.stdout.write("o" * 1_000 + "\\n")
        sys.stdout.write("no line end" * 100_000 + "\\n")
        {READY}
        sys.stdin.read()
    """)
    backend.start()
    backend.wait_ready(60)
    backend.stop()
    sizes = [file.stat().st_size for file in (tmp_path / "backend").iterdir()]
    assert len(sizes) == 2
    assert max(sizes) <= 1_000_000


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_stubborn_backend_is_made_to_leave(
    make: Callable[..., EmbeddedBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.backend_process.LEAVES_WITHIN_S", 0.1)
    monkeypatch.setattr("app.backend_process.DIES_WITHIN_S", 0.1)
    backend = make(f"""
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        {READY}
        while True:
            signal.pause()
    """)
    backend.start()
    backend.wait_ready(30)
    backend.stop()
    assert not backend.is_running


def test_a_log_that_can_not_be_written_stops_nothing(tmp_path: Path) -> None:
    RotatingLog(tmp_path / "missing" / "backend.log").write(b"words\n")
    assert list(tmp_path.iterdir()) == []


def test_the_log_keeps_two_files_of_limited_size(tmp_path: Path) -> None:
    log = RotatingLog(tmp_path / "backend.log", limit_bytes=100)
    for number in range(50):
        log.write(f"line {number:04}\n".encode())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["backend.log", "backend.log.1"]
    assert (tmp_path / "backend.log").read_text().endswith("line 0049\n")
    assert all(file.stat().st_size <= 100 for file in tmp_path.iterdir())
