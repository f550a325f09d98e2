"""Runs commands in turn, several rounds, and prints each one's rows a second beside the first one's.

Figures are medians; the ratio is the median of the rounds' ratios, so that a machine that slows down in between does
not decide. CPU is user and system time of the process and its children; memory is the largest process's peak.
"""
import os
import resource
import statistics
import subprocess
import sys
import time


class Job:
    def __init__(self, name, command, environment=None, before=None):
        self.name, self.command, self.environment, self.before = name, command, environment, before
        self.wall, self.cpu, self.peak = [], [], 0

    def run(self):
        if self.before:
            self.before()
        begin = time.monotonic()
        process = subprocess.Popen(
            self.command, env={**os.environ, **(self.environment or {})}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{self.name} failed:\n{message.decode(errors='replace')}")
        self.wall.append(time.monotonic() - begin)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.peak = max(self.peak, usage.ru_maxrss // 1024)


def compare(title, rows, jobs, rounds=3):
    for _ in range(rounds):
        for job in jobs:
            job.run()
    first = jobs[0]
    print(f"\n{title} ({rows:,} rows, median of {rounds})\n")
    print(f"{'':34}{'rows/s':>12}{'rows/CPU s':>12}{'peak MB':>9}{'ratio':>8}{'CPU ratio':>11}")
    for job in jobs:
        ratio = statistics.median(a / b for a, b in zip(first.wall, job.wall))
        cpu_ratio = statistics.median(a / b for a, b in zip(first.cpu, job.cpu))
        print(
            f"{job.name:34}{rows / statistics.median(job.wall):>12,.0f}{rows / statistics.median(job.cpu):>12,.0f}"
            f"{job.peak:>9,}{ratio:>8.2f}{cpu_ratio:>11.2f}", flush=True)
