"""Set up this checkout on a fresh machine, then run the app, its tests or catalogue: `dev.py run | test | texts`."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
# shared object -> Debian package; what Qt's platform plugins need beyond its own wheel
SYSTEM_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def say(text: str) -> None:
    """Tell the person at the terminal what happens."""
    sys.stderr.write(f"dev: {text}\n")
    sys.stderr.flush()


def loads(library: str) -> bool:
    """Whether the dynamic linker finds this shared object."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_libraries() -> None:
    """Install what Qt needs from the system with apt, or name the exact line to run."""
    if not sys.platform.startswith("linux"):
        return
    missing = sorted(package for library, package in SYSTEM_LIBRARIES.items() if not loads(library))
    if not missing:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (prefix and shutil.which("sudo") is None):
        say("Qt needs system libraries this machine lacks. Install: " + " ".join(missing))
        return
    say("installing system libraries for Qt: " + " ".join(missing))
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False)
    if subprocess.run([*prefix, *line], check=False, stdout=subprocess.DEVNULL).returncode:
        say("could not install them. Please run: sudo " + " ".join(line))


def stamp() -> str:
    """Hash of everything the environment depends on."""
    parts = [(ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes(), repr(sys.version_info[:3]).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def prepare() -> None:
    """Make `.venv` with the pinned dependencies; a second call does nothing."""
    mark = VENV / ".stamp"
    if mark.exists() and mark.read_text() == stamp() and PYTHON.exists():
        return
    install_system_libraries()
    say("preparing .venv (about two minutes the first time)")
    venv.create(VENV, with_pip=True, clear=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    import tomllib  # noqa: PLC0415 - absent from Pythons this file must still be able to turn away

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    subprocess.run([*pip, "-c", str(CONSTRAINTS), *wanted], check=True)
    mark.write_text(stamp())


def environment(*, tests: bool) -> dict[str, str]:
    """The process environment; offscreen for tests where there is no display."""
    env = dict(os.environ)
    shown = bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")) or not sys.platform.startswith("linux")
    if tests and not shown:
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    return env


def check(extra: list[str]) -> int:
    """Run every check; the first that fails decides the exit status."""
    tools = [
        [str(BIN / "ruff"), "check", "."],
        [str(BIN / "ruff"), "format", "--check", "."],
        [str(BIN / "mypy")],
        [str(BIN / "lint-imports")],
        [str(PYTHON), "-m", "pytest", *extra],
    ]
    for command in tools:
        say(" ".join([Path(command[0]).name, *command[1:]]))
        code = subprocess.run(command, cwd=ROOT, env=environment(tests=True), check=False).returncode
        if code:
            return code
    return 0


def main(arguments: list[str]) -> int:
    """`run [trainer arguments]`, `test [pytest arguments]`, or `texts` to bring the catalogues up to date."""
    if not arguments or arguments[0] not in {"run", "test", "texts"}:
        say("usage: python3 packaging/dev.py run|test|texts [arguments]")
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - this file also runs on the machine's own, older Python
        say(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
        return 2
    try:
        prepare()
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"set-up failed: {error}")
        return 1
    if arguments[0] == "test":
        return check(arguments[1:])
    if arguments[0] == "texts":
        return subprocess.run([str(PYTHON), str(ROOT / "packaging" / "texts.py")], cwd=ROOT, check=False).returncode
    return subprocess.run(
        [str(PYTHON), "-m", "trainer", *arguments[1:]], cwd=ROOT, env=environment(tests=False), check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
