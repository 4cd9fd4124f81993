"""`make bench`: run every benchmark, each beside its yardstick, and print the table.

    python -m bench [--out FILE] [NAME ...]

Without names all modules of this package that have a function `run` are run, in order of name.
With `--out` the table goes into FILE too: between the marks that docs/benchmarks.md has, or as the
whole of a file without marks.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path

import bench
from bench.rows import Row, as_table

BEGIN, END = "<!-- figures: make bench -->\n", "<!-- end of figures -->\n"
_HELPERS = {"__main__", "rows"}


def benchmark_names() -> list[str]:
    """Return the names of the benchmark modules: those that do not begin with `_`."""
    names = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(n for n in names if n not in _HELPERS and not n.startswith("_"))


def main() -> int:
    """Run, print, and write the table to `--out` when it is given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *benchmark_names()], metavar="NAME")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    arguments = parser.parse_args()
    rows: list[Row] = []
    for name in arguments.names or benchmark_names():
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run()
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    text = f"{machine}\n\n{as_table(rows)}\n"
    print(text)
    if arguments.out:
        write(arguments.out, text)
    return 0


def write(path: Path, text: str) -> None:
    """Put the figures into a file: between its marks if it has them, else as the whole of it."""
    before = path.read_text("utf-8") if path.exists() else ""
    head, begun, rest = before.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}" if begun and ended else text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
