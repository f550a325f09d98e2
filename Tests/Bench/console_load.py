"""Requests a second of the console's list page while a run goes on, and what slow clients do to it.

    console_load.py PROGRAM [--seconds 10] [--connections 100]

It starts a sandbox and a service of its own, signs in, lets a run import, and asks with wrk (Debian).
"""

import argparse
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

CONNECTION = """connection: load-{number}
name: Load {number}
labels: [load, number-{number}]
iterable: {{ base_url: "{address}", api_key: "${{env:ITERABLE_API_KEY}}" }}
goals:
  - import_profiles: subscribers
    source: all
    processors:
      - {{ plugin: normalize-email, config: {{ fields: [email], on_invalid: reject }} }}
    link: [{{ field: email, property: email }}]
    create_profiles: true
    mappings:
      - {{ field: firstName, property: first_name }}
"""
PASSWORD = "three words in a row"


def started(arguments, environment, pattern):
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            # What follows is read by nobody: it must not fill the pipe.
            subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
            return process, found.group(1)
    sys.exit(f"{arguments} did not start")


def sign_in(host, port):
    client = http.client.HTTPConnection(host, port)
    form = urllib.parse.urlencode({"name": "load", "password": PASSWORD})
    client.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = client.getresponse()
    cookie = answer.getheader("Set-Cookie")
    if not cookie:
        sys.exit(f"cannot sign in: {answer.status}")
    return cookie.split(";")[0]


def measure(url, cookie, connections, seconds):
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", "-H", f"Cookie: {cookie}", "-H", "Accept: text/html", url],
        capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    p50, p99 = (re.search(rf"{share}%\s+(\S+)", out).group(1) for share in (50, 99))
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return rate, p50, p99, int(failed.group(1)) if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--subscribers", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"MILLRACE_HOME": folder, "ITERABLE_API_KEY": "sandbox-key"}
        millrace = os.path.abspath(options.program)
        sandbox, address = started(
            [millrace, "sandbox", "--port", "0", "--subscribers", str(options.subscribers)], environment, r"(http://127\.0\.0\.1:\d+)")
        subprocess.run([millrace, "user", "add", "load"], input=PASSWORD + "\n", text=True, env=environment, check=True)
        for number in range(20):
            path = os.path.join(folder, f"load-{number}.yaml")
            with open(path, "w") as file:
                file.write(CONNECTION.format(number=number, address=address))
            subprocess.run([millrace, "apply", path], env=environment, check=True, capture_output=True)
        service, url = started([millrace, "serve", "--listen", "127.0.0.1:0"], environment, r"answering at (http://\S+)")
        host, port = url.removeprefix("http://").split(":")
        try:
            cookie = sign_in(host, int(port))
            page = url + "/connections"
            show("nothing else goes on", measure(page, cookie, options.connections, options.seconds))
            run = subprocess.Popen(
                [millrace, "run", "load-0", "--full"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(1)
            show("while a run goes on", measure(page, cookie, options.connections, options.seconds))
            print("the run had ended before" if run.poll() is not None else "the run went on all the time")
            slow = [socket.create_connection((host, int(port))) for _ in range(500)]
            for one in slow:
                one.send(b"GET /connections HTTP/1.1\r\nHo")
            show("beside 500 slow clients and a run", measure(page, cookie, options.connections, options.seconds))
            run.send_signal(signal.SIGINT)
            run.wait()
        finally:
            service.terminate()
            service.wait()
            sandbox.kill()


def show(what, figures):
    rate, p50, p99, failed = figures
    print(f"{what:36} {rate:8.0f} requests/s  p50 {p50:>9}  p99 {p99:>9}  {failed} failed", flush=True)


if __name__ == "__main__":
    main()
