"""Starts the program in a pseudo-terminal of 80x24 with an empty HOME, waits for its first
screen, presses q, and fails unless it says welcome and leaves with status 0."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

program, home = sys.argv[1:3]
pid, terminal = pty.fork()
if pid == 0:
    clean = {"HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    os.execve(program, [program], clean)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

shown = b""
asked = False
limit = time.monotonic() + 20
while time.monotonic() < limit:
    ready, _, _ = select.select([terminal], [], [], 0.5)
    if ready:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            break
    if b"Welcome" in shown and not asked:
        os.write(terminal, b"q")
        asked = True

_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
if not asked or code != 0:
    sys.exit(f"start: welcome seen: {asked}, status {code}, {len(shown)} bytes shown")
print("started, welcomed, left with status 0")
