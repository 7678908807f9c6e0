"""One window per profile: a second start brings the first to the front and leaves."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

LOCK_NAME = "window.lock"
CALL_TIMEOUT_MS = 2_000
# The longest path a Unix socket takes, with room for the name Qt uses while it binds.
_LONGEST_SOCKET_PATH = 90


class SingleStart(QObject):
    """Claims a profile for one window. The lock decides; the socket only carries "come to the front"."""

    called = Signal()
    """A second start asked for the window."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._data_dir = data_dir
        self._lock = QLockFile(str(data_dir / LOCK_NAME))
        # Never stale by age: a window may stay open for weeks. A lock whose process is gone is taken over.
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Whether this is the first window of the profile; needs no network library, so it costs no start-up time."""
        return self._lock.tryLock(0)

    def listen(self) -> None:
        """Waits for second starts from now on; without it they still see the lock."""
        from PySide6.QtNetwork import QLocalServer

        address = socket_address(self._data_dir)
        QLocalServer.removeServer(address)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_server_new_connection)
        if server.listen(address):
            self._server = server

    def call_first(self) -> bool:
        """Asks the first window to come to the front; whether it heard."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(socket_address(self._data_dir))
        heard = socket.waitForConnected(CALL_TIMEOUT_MS)
        socket.disconnectFromServer()
        return heard

    def leave(self) -> None:
        """Gives the profile back."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _on_server_new_connection(self) -> None:
        if self._server is None:
            return
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
        self.called.emit()


def socket_address(data_dir: Path) -> str:
    """The profile's own name for the socket: a path only this user can reach, on Windows the name of a pipe."""
    from hashlib import sha256  # brings OpenSSL along, which the first picture does not need

    name = f"gettingout-{sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]}"
    if sys.platform == "win32":
        return name
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), str(data_dir)):
        if folder and len(folder) + len(name) < _LONGEST_SOCKET_PATH and _is_ours_alone(Path(folder)):
            return str(Path(folder) / name)
    return str(_own_temporary_folder() / name)


def _is_ours_alone(folder: Path) -> bool:
    """Whether nobody else can put a socket of this name there first."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(facts.st_mode)
        and facts.st_uid == os.getuid()
        and not stat.S_IMODE(facts.st_mode) & 0o022
    )


def _own_temporary_folder() -> Path:
    """A folder of this user below the shared temporary one; a stranger's folder of that name is not used."""
    folder = Path("/tmp") / f"gettingout-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _is_ours_alone(folder):
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder
