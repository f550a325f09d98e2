"""Runs every torture test in its long form and prints a table. `make torture` calls it; a word chooses some suites.

A torture test is one that uses TortureTally.
"""
import os
import pathlib
import re
import subprocess
import sys

tests = pathlib.Path(__file__).resolve().parent.parent
program = tests.parent / ".build/debug/millracePackageTests.xctest"
LINE = re.compile(r"^torture: (.+): (\d+) points, (\d+) wrong, (\d+) s(?:, (.*))?$", re.M)
WORDS = sys.argv[1:]

suites = sorted(file.stem for file in tests.glob("*/*.swift")
                if "Tests" in file.stem and re.search(r"TortureTally\(|\.run\(\"", file.read_text())
                and (file.parent.name == "Torture" or "TortureTally" in file.read_text()))
rows, failed = [], []
for suite in suites:
    if WORDS and not any(word.lower() in suite.lower() for word in WORDS):
        continue
    process = subprocess.Popen([program, "--testing-library", "swift-testing", "--no-parallel", "--filter", rf"\.{suite}/"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                               cwd=tests.parent, env=os.environ | {"MILLRACE_TORTURE": "long"})
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith("torture: "):
            print(line, end="", file=sys.stderr, flush=True)
    if process.wait() != 0:
        failed.append(suite)
        print(text[-6000:], file=sys.stderr)
    rows += LINE.findall(text)

print(f"{'what':52}{'points':>8}{'wrong':>7}{'seconds':>9}")
for what, points, wrong, seconds, note in rows:
    print(f"{what:52}{int(points):>8,}{int(wrong):>7,}{int(seconds):>9,}{'   ' + note if note else ''}")
print(f"{'in all':52}{sum(int(row[1]) for row in rows):>8,}{sum(int(row[2]) for row in rows):>7,}"
      f"{sum(int(row[3]) for row in rows):>9,}")
if failed:
    sys.exit(f"failed: {', '.join(failed)}")
