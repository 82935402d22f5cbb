"""Prepare `.venv`: filled from the locks with their hashes checked.

This checkout installed in it. `--tests` adds what `make test` needs.

Standard library only, and old syntax: whatever `python3` is must get as far as saying that it is
too old.
"""

from __future__ import annotations  # Python 3.8 and 3.9 must be able to read this file

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from browser import BrowserMissingError, find_browser

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = (
    VENV / "unfinished"
)  # stands while packages are installed, so that an interrupted run is told from a whole one
OLDEST = (3, 11)
LOCKS = {"run": "requirements.txt", "tests": "requirements-dev.txt"}
BOOTSTRAP_LOCK = "requirements-bootstrap.txt"


class StopError(Exception):
    """What keeps the environment from being made, and the line to type against it."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


def main(arguments: list[str]) -> int:
    """Prepare the environment; 0 when it is ready, 2 when something must be installed first.

    1 when an installation failed.
    """
    level = "tests" if "--tests" in arguments else "run"
    try:
        if sys.version_info < OLDEST:
            start_newer_python(arguments)
        if not is_ready(level):
            prepare(level)
        if level == "tests":
            ensure_browser()
    except StopError as stop:
        say(str(stop))
        return stop.code
    except KeyboardInterrupt:
        say("interrupted; the next run begins where this one can be trusted")
        return 130
    return 0


def say(line: str) -> None:
    """One line to whoever started this."""
    print("florilegium: " + line, file=sys.stderr, flush=True)


def start_newer_python(arguments: list[str]) -> None:
    """Hand over to a newer Python of this machine, if it has one."""
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and succeeds(
            [found, "-c", ""]
        ):  # the shims of pyenv answer for Pythons that are not there
            os.execv(found, [found, str(Path(__file__).resolve()), *arguments])
    way = (
        "brew install python" if sys.platform == "darwin" else "your package manager, or python.org"
    )
    raise StopError(
        f"Python 3.11 or newer is needed and '{sys.executable}' is {sys.version.split()[0]}: get "
        f"one ({way}), then run this again"
    )


def succeeds(command: list[str]) -> bool:
    """Whether a command ends well; what it prints is dropped."""
    try:
        return (
            subprocess.run(
                command,
                cwd=ROOT,
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            ).returncode
            == 0
        )
    except OSError:
        return False


def digest(level: str) -> str:
    """Of all that decides what the environment holds.

    A second start compares it and does nothing more.
    """
    state = hashlib.sha256(f"{ROOT}\n{sys.version_info[:3]}\n".encode())
    for path in (BOOTSTRAP_LOCK, LOCKS[level], "pyproject.toml", ".ci/bootstrap.py"):
        state.update((ROOT / path).read_bytes())
    return state.hexdigest()


def stamp(level: str) -> Path:
    """The file that holds the digest of the environment as it was last made."""
    return VENV / f"ready-{level}"


def is_ready(level: str) -> bool:
    """Whether the environment is whole and made of today's locks."""
    if UNFINISHED.exists() or not PYTHON.exists() or not (VENV / "bin" / "florilegium").exists():
        return False
    return stamp(level).is_file() and stamp(level).read_text() == digest(level)


def prepare(level: str) -> None:
    """Make the environment, or bring it to today's locks."""
    began = time.monotonic()
    try:
        ensure_venv()
        UNFINISHED.touch()
    except OSError as error:
        raise StopError(
            f"cannot write to '{ROOT}' ({error.strerror}): copy the folder to a place of your "
            f"own, then run this again"
        ) from error
    say(f"installing from {LOCKS[level]}")
    if not succeeds(pip("--require-hashes", "-r", BOOTSTRAP_LOCK)):
        say("uv cannot be had here; pip does its work, in a minute instead of seconds")
    install("--require-hashes", "-r", LOCKS[level])
    install("--no-deps", "--no-build-isolation", "-e", ".")
    stamp(level).write_text(digest(level))
    UNFINISHED.unlink()
    say(f"the environment is ready, in {time.monotonic() - began:.0f} s")


def ensure_venv() -> None:
    """A `.venv` whose Python and pip work.

    One that was left half made, or came here from another folder, is made anew.
    """
    if (
        not UNFINISHED.exists()
        and not has_moved()
        and succeeds([str(PYTHON), "-m", "pip", "--version"])
    ):
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        apt_install([f"python3.{sys.version_info[1]}-venv"], "Python cannot make environments yet")
    VENV.mkdir(exist_ok=True)
    say(f"making .venv with Python {sys.version.split()[0]}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if made.returncode:
        raise StopError(
            f"'{sys.executable} -m venv' could not make '{VENV}': "
            f"{made.stdout.decode(errors='replace').strip()}",
            1,
        )


def has_moved() -> bool:
    """Whether the environment was made for a checkout in another folder.

    Its scripts would start that one.
    """
    script = VENV / "bin" / "florilegium"
    return script.is_file() and str(PYTHON) not in script.read_text(errors="replace")


def pip(*arguments: str) -> list[str]:
    """The command by which pip installs."""
    return [str(PYTHON), "-m", "pip", "install", "--quiet", *arguments]


def install(*arguments: str) -> None:
    """Install with uv, and with pip where uv cannot."""
    uv = [
        str(PYTHON),
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--python",
        str(PYTHON),
        *arguments,
    ]
    for command in ([uv] if (VENV / "bin" / "uv").exists() else []) + [pip(*arguments)]:
        if subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode == 0:
            return
    raise StopError(
        "the packages could not be installed, for the reason above; run this again when it is "
        "mended",
        1,
    )


def environment() -> dict[str, str]:
    """Ours, with what was said to pip said to uv too.

    And without what breaks an install into `.venv`.
    """
    ours = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    for theirs, said in (("UV_DEFAULT_INDEX", "PIP_INDEX_URL"), ("SSL_CERT_FILE", "PIP_CERT")):
        if said in ours:
            ours.setdefault(theirs, ours[said])
    return ours


def ensure_browser() -> None:
    """A browser for the tests, the library that its driver needs, and a font to write with."""
    packages = []
    try:
        find_browser()
    except BrowserMissingError as missing:
        if missing.named or sys.platform != "linux":
            raise StopError(str(missing)) from missing
        packages.append("chromium")
    if sys.platform == "linux":
        packages += [] if has_library("libatomic.so.1") else ["libatomic1"]
        packages += [] if has_fonts() else ["fonts-dejavu-core"]
    if packages:
        apt_install(packages, "the browser tests need more of this machine")


def has_library(name: str) -> bool:
    """Whether a shared library can be loaded."""
    import ctypes  # not every Python was built with it, and only the tests need it

    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_fonts() -> bool:
    """Whether the machine holds any font at all."""
    folders = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".local/share/fonts",
    )
    return any(folder.is_dir() and next(folder.rglob("*.[to]tf"), None) for folder in folders)


def apt_install(packages: list[str], why: str) -> None:
    """Install packages of Debian as root, saying so; anyone else is told the line to type."""
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        raise StopError(
            f"{why}: install {', '.join(packages)} (Debian's names) with your package manager, "
            f"then run this again"
        )
    if os.geteuid() != 0:
        raise StopError(f"{why}: run `sudo {' '.join(line)}`, then run this again")
    say(f"{why}: {' '.join(line)}")
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quietly, check=False)
    done = subprocess.run(
        line, env=quietly, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise StopError(
            f"`{' '.join(line)}` failed:\n{done.stdout.decode(errors='replace').strip()}", 1
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
