"""All benchmarks, as tables. Called by the Makefile beside it, which says what the options are."""
import argparse
import os
import re
import shutil
import subprocess

from side_by_side import Job, compare

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("--build", required=True, help="where the release build is")
parser.add_argument("--out", required=True, help="where the yardsticks are and data may be made")
parser.add_argument("--rows", type=int, default=1_000_000)
parser.add_argument("--chain-rows", type=int, default=200_000)
parser.add_argument("--only", choices=["chain", "hop", "import", "isolation"])
options = parser.parse_args()
build, out = os.path.abspath(options.build), os.path.abspath(options.out)
millrace, bench = f"{build}/millrace", f"{build}/millrace-bench"


def data(rows):
    """A file of generated subscribers, about 1 KB each, made once."""
    path = f"{out}/subscribers-{rows}.ndjson"
    if not os.path.exists(path):
        subprocess.run([millrace, "sandbox", "--subscribers", str(rows), "--generate", path], check=True,
                       stdout=subprocess.DEVNULL)
    return path


def peer(name):
    return f"{here}/peers/{name}"


def chain():
    rows = options.chain_rows
    source, python = data(rows), f"{out}/python/bin/python"
    # Written to memory where there is room for it, so that no disk is measured.
    target = "/dev/shm/millrace-chain.ndjson" if os.path.isdir("/dev/shm") else f"{out}/chain.ndjson"

    def millrace_chain(placement):
        return [bench, "chain", f"{build}/plugins", placement, source, target]

    compare("The processor chain: read, four steps, write", rows, [
        Job("C program (simdjson)", [f"{out}/chain_yardstick", source, target]),
        Job("millrace, in process", millrace_chain("in_process")),
        Job("millrace, in workers", millrace_chain("worker")),
        Job("DuckDB, 1 thread", [python, peer("chain_duckdb.py"), source, target, "1"]),
        Job("DuckDB, 2 threads", [python, peer("chain_duckdb.py"), source, target, "2"]),
        Job("Polars streaming, 1 thread", [python, peer("chain_polars.py"), source, target], {"POLARS_MAX_THREADS": "1"}),
        Job("Python + orjson", [python, peer("chain_orjson.py"), source, target]),
    ])
    compare("The same, beside the slow ones", rows, [
        Job("millrace, in process", millrace_chain("in_process")),
        Job("mlr", ["sh", "-c", f"mlr --ijsonl --ojsonl put -f {peer('chain.mlr')} {source} > {target}"]),
        Job("jq", ["sh", "-c", f"jq -c -f {peer('chain.jq')} {source} > {target}"]),
    ], rounds=1)
    os.remove(target)


def hop():
    print("\nThe host's own cost\n", flush=True)
    subprocess.run([bench, "empty", f"{out}/empty.so"], check=True)


def isolation():
    print("\nIsolation\n", flush=True)
    subprocess.run([bench, "isolation", f"{build}/plugins", f"{out}/crashes.so", data(10_000)], check=True)
    if not os.path.exists(f"{build}/../debug/millrace-worker"):
        print("rogues survived: not tried; 'make test' builds them")
        return
    test = subprocess.run(["swift", "test", "-Xswiftc", "-use-ld=lld", "--skip-build", "--filter", "RogueGalleryTests"],
                          cwd=f"{here}/../..", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    tried = re.search(r'"a rogue is survived" with (\d+) test cases', test)
    harmed = len(set(re.findall(r'with 1 argument rogue → (\S+, \w+) at', test)))
    tried = int(tried.group(1)) if tried else 0
    print(f"rogues survived: {tried - harmed} of {tried}")


CONNECTION = """\
connection: bench
iterable: {{ base_url: "http://127.0.0.1:9", api_key: "${{env:ITERABLE_API_KEY}}" }}
goals:
  - import_profiles: subscribers
    source: all
    processors:
      - {{ plugin: normalize-email, placement: {placement}, config: {{ fields: [email], on_invalid: drop }} }}
      - {{ plugin: filter-fields, placement: {placement}, config: {{ drop: ["itblInternal*", "unsubscribed*", signupSource, timeZone, referralCode, notes, acquisitionChannel] }} }}
      - {{ plugin: transform, placement: {placement}, config: {{ operations: [{{ concatenate: {{ fields: [firstName, lastName], to: full_name }} }}] }} }}
    link: [{{ field: email, property: email }}]
    create_profiles: true
    mappings:
      - {{ field: email, property: email, strategy: set_if_empty }}
      - {{ field: full_name, property: full_name, strategy: set }}
      - {{ field: firstName, property: first_name, strategy: set }}
      - {{ field: lastName, property: last_name, strategy: set }}
      - {{ field: phoneNumber, property: phone, strategy: set }}
      - {{ field: dateOfBirth, property: date_of_birth, strategy: set }}
      - {{ field: gender, property: gender, strategy: set }}
      - {{ field: locale, property: locale, strategy: set }}
      - {{ field: country, property: country, strategy: set }}
      - {{ field: company, property: company, strategy: set }}
      - {{ field: jobTitle, property: job_title, strategy: set_if_empty }}
      - {{ field: loyaltyTier, property: loyalty_tier, strategy: set }}
      - {{ field: points, property: points, strategy: sum }}
      - {{ field: lifetimeValue, property: lifetime_value, strategy: set }}
      - {{ field: orderCount, property: order_count, strategy: set }}
      - {{ field: lastPurchaseAt, property: last_purchase, strategy: set }}
      - {{ field: favouriteColours, property: colours, strategy: add }}
      - {{ field: favouriteCategories, property: categories, strategy: add }}
      - {{ field: consentGivenAt, property: consent_given_at, strategy: set }}
      - {{ field: signupDate, property: signup_date, strategy: set }}
"""


def import_jobs(rows, fresh):
    """The C program and both placements, each with a store of its own; `fresh` empties it before each run."""
    source = data(rows)

    def emptied(path):
        def empty():
            shutil.rmtree(path, ignore_errors=True)
            os.makedirs(path)
        return empty if fresh else None

    jobs = [Job("C program (simdjson, SQLite)", [f"{out}/import_yardstick", source, f"{out}/store-c/store.db"],
                before=emptied(f"{out}/store-c"))]
    for placement in ("in_process", "worker"):
        file = f"{out}/bench-{placement}.yaml"
        with open(file, "w") as text:
            text.write(CONNECTION.format(placement=placement))
        home = f"{out}/store-{placement}"
        jobs.append(Job(
            f"millrace, {placement.replace('_', ' ')}",
            ["sh", "-c", f"{millrace} run {file} --home {home} --from {source} || test $? = 3"],
            {"ITERABLE_API_KEY": "none"}, emptied(home)))
    return jobs


def imports():
    rows = options.rows
    for count in sorted({rows // 10, rows}):
        compare("Import to an empty store", count, import_jobs(count, fresh=True), rounds=3 if count < rows else 1)
    compare("Import again, to the full store", rows, import_jobs(rows, fresh=False), rounds=1)


for name, part in (("chain", chain), ("hop", hop), ("isolation", isolation), ("import", imports)):
    if options.only in (None, name):
        part()
