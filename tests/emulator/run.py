"""Runs the emulator of live accounts: ministack, in an environment of its own, on a free port of the loopback.

    python3 run.py FOLDER [--auth]

With `--auth` it checks signatures and policies as IAM does. Installs what `requirements.txt` pins below FOLDER unless it is there already, starts the server, prints `ready PORT PYTHON`
once it answers, and runs until standard input ends. Whoever starts it holds the other end of that pipe, so the server ends
with it, however it ends. Nothing but Python and its pip is needed.
"""

import hashlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

try:
    import fcntl
except ImportError:  # Not on Windows, where nobody installs twice at a time.
    fcntl = None

REQUIREMENTS = pathlib.Path(__file__).with_name("requirements.txt")
PATIENCE = 120


def install(folder):
    """The environment's Python. The folder's name tells what is in it, so that a changed pin makes a new one."""
    pins = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    environment = folder / f"python{sys.version_info[0]}.{sys.version_info[1]}-{pins}"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = environment / "installed"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(environment, ignore_errors=True)
            run(sys.executable, "-m", "venv", environment)
            run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                "--require-hashes", "--only-binary=:all:", "--requirement", REQUIREMENTS)
            done.touch()
    return python


def run(*command):
    # What they say goes to standard error: standard output is for the one line that our parent waits for.
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(python, port, state, auth):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment.update(
        # Its default is every interface.
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        STATE_DIR=os.path.join(state, "state"),
        S3_DATA_DIR=os.path.join(state, "s3"),
        TMPDIR=state,
        LOG_LEVEL="WARNING",
        AUTH="true" if auth else "false",
    )
    # With a Docker client it would start a container for every cache.
    environment.pop("DOCKER_HOST", None)
    return subprocess.Popen([str(python), "-m", "ministack"], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def wait_until_healthy(server, port):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"ministack ended with {server.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    sys.exit(f"ministack did not answer within {PATIENCE} seconds")


def main():
    python = install(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="ministack-") as state:
        port = free_port()
        server = start(python, port, state, "--auth" in sys.argv[2:])
        # Told to end, this program still has a server to end.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        try:
            wait_until_healthy(server, port)
            print("ready", port, python, flush=True)
            while sys.stdin.buffer.read(4096):
                pass
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()


if __name__ == "__main__":
    main()
