"""What the process holds does not grow by its threads or its copies; an hour of it: tests/bench/soak.py."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
MANY_THREADS = """
import ctypes, os, tempfile, threading
from bot.process import share_one_heap
{first}
pieces = [[] for _ in range(6)]
here, all_here = threading.Barrier(6), threading.Barrier(6)

def takes(mine):
    here.wait()
    mine.extend(bytes(2000) for _ in range(100))
    all_here.wait()

threads = [threading.Thread(target=takes, args=(mine,)) for mine in pieces]
for one in threads: one.start()
for one in threads: one.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as told:
    out = ctypes.c_void_p(libc.fopen(told.name.encode(), b"w"))
    libc.malloc_info(0, out)
    libc.fclose(out)
    print(told.read().decode().count("<heap nr="))
"""
A_COPY = """
import sqlite3, sys
from pathlib import Path
from storage import copies

def most():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

record, target = map(Path, sys.argv[1:])
with sqlite3.connect(record) as made:
    made.execute("PRAGMA cache_size=-100")
    made.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)")
    made.executemany("INSERT INTO words (word) VALUES (?)", ((("раскрой" * 100),) for _ in range(8000)))
    made.execute("CREATE INDEX by_word ON words (word)")
made.close()
before = most()
size = copies.copy(record, target)
print(size, 1024 * (most() - before))
"""


def _said(program: str, *args: Path) -> str:
    command = [sys.executable, "-c", program, *map(str, args)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=TREE).stdout


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries have no heap a thread")
def test_all_threads_share_one_heap() -> None:
    """What six of them took lies in one; without it, glibc gives them several."""
    assert int(_said(MANY_THREADS.format(first="share_one_heap()"))) == 1
    assert int(_said(MANY_THREADS.format(first=""))) > 1


@pytest.mark.skipif(sys.platform != "linux", reason="the system doesn't tell the most that was held")
def test_a_copy_takes_the_same_memory_however_large_the_record_is(tmp_path: Path) -> None:
    """Far less than the record itself, and than the caches that SQLite would fill by default."""
    size, more = map(int, _said(A_COPY, tmp_path / "otklik.db", tmp_path / "copy.db").split())
    assert size > 20_000_000
    assert more < 2_000_000
