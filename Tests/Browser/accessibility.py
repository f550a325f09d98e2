"""Walks through every page that links lead to, and looks at each in two widths, light and dark."""

import os
import re
import sys

from browser import ADDRESS, Browser

# Pages of one kind are looked at so often.
EACH = 2
# Links that are no pages.
SKIPPED = re.compile(r"/(download|log\.|.*\.(json|ndjson|csv|yaml|xml)$)|^/sign-out|/healthz|/readyz|/metrics|^/assets/")


def kind(path):
    """The page without ids and the values of its query."""
    place, _, query = path.partition("?")
    place = re.sub(r"/\d+", "/N", place)
    place = re.sub(r"^/(connections|segments|lifecycles|event-types|plugins|groups|objectives|properties)/(?!new)[^/]+", r"/\1/ID", place)
    place = re.sub(r"/goals/[^/]+", "/goals/ID", place)
    return place + "?" + "&".join(sorted({part.split("=")[0] for part in query.split("&") if part}))


def links(browser):
    paths = browser.driver.execute_script(
        "return [...document.querySelectorAll('a[href]')].filter(a => !a.hasAttribute('download')).map(a => a.href)")
    return [path.removeprefix(ADDRESS).split("#")[0] for path in paths if path.startswith(ADDRESS)]


def main():
    wrong = []
    seen = {}
    with Browser() as browser:
        for path in ("/sign-in",):
            browser.go(path)
            wrong += judge(browser, path)
        browser.sign_in()
        waiting = ["/connections", "/account"]
        known = set(waiting)
        pages = 0
        while waiting:
            path = waiting.pop(0)
            if seen.get(kind(path), 0) >= EACH or SKIPPED.search(path):
                continue
            seen[kind(path)] = seen.get(kind(path), 0) + 1
            browser.go(path)
            if "/sign-in" in browser.path:
                wrong.append(f"{path}: leads to sign-in")
                continue
            pages += 1
            wrong += judge(browser, path)
            for link in links(browser):
                if link not in known:
                    known.add(link)
                    waiting.append(link)
    print(f"{pages} pages of {len(seen)} kinds, each in 320 and 1280 px, light and dark")
    for kind_of_page in sorted(seen):
        print(f"  {kind_of_page}")
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


def judge(browser, path):
    wrong = []
    for width in (1280, 320):
        for dark in (False, True):
            browser.look(width, dark)
            place = f"{path} at {width} px, {'dark' if dark else 'light'}"
            wrong += [f"{place}: {line}" for line in browser.violations()]
            if (pixels := browser.overflow()) > 0:
                wrong.append(f"{place}: is {pixels} px wider than the window")
    browser.look(1280, False)
    if not browser.driver.find_elements("css selector", "h1"):
        wrong.append(f"{path}: has no heading")
    wrong += [f"{path}: {line}" for line in browser.complaints()]
    return wrong


if __name__ == "__main__":
    main()
