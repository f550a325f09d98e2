"""Runs every fuzz test, each suite in a process of its own, and prints a table. `make fuzz` calls it.

A fuzz test is one that uses FuzzTally; MILLRACE_FUZZ_ROUNDS says how many times as much as `make test` is fed.
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

tests = pathlib.Path(__file__).resolve().parent.parent
program = tests.parent / ".build/debug/millracePackageTests.xctest"
LINE = re.compile(r"^fuzz: (.+): (begins|(\d+) accepted, (\d+) refused)$", re.M)


class Row:
    begun = ended = accepted = refused = 0


def run(suite):
    begin = time.monotonic()
    process = subprocess.run([program, "--testing-library", "swift-testing", "--filter", rf"\.{suite}/"],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                             cwd=tests.parent)
    return suite, process, time.monotonic() - begin


suites = sorted(file.stem for file in tests.glob("*/*.swift") if re.search(r"= FuzzTally\(", file.read_text()))
rows, failed = collections.defaultdict(Row), []
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for suite, process, seconds in pool.map(run, suites):
        print(f"{suite}: {seconds:.0f} s", file=sys.stderr, flush=True)
        if process.returncode != 0:
            failed.append(suite)
            print(process.stdout[-4000:], file=sys.stderr)
        for fed, what, accepted, refused in LINE.findall(process.stdout):
            row = rows[fed]
            if what == "begins":
                row.begun += 1
            else:
                row.ended += 1
                row.accepted += int(accepted)
                row.refused += int(refused)

print(f"{'fed':34}{'executions':>12}{'accepted':>12}{'refused':>12}{'crashes':>9}")
total = Row()
for fed, row in [*sorted(rows.items()), ("in all", total)]:
    crashes = row.begun - row.ended
    print(f"{fed:34}{row.accepted + row.refused:>12,}{row.accepted:>12,}{row.refused:>12,}{crashes:>9}")
    for name in ("begun", "ended", "accepted", "refused"):
        setattr(total, name, getattr(total, name) + getattr(row, name))
if failed:
    sys.exit(f"failed: {', '.join(failed)}")
