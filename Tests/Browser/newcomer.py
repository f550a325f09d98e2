"""A newcomer connects to the sandbox, imports, looks, retries, schedules and exports; with JavaScript or without it."""

import os
import sys

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import Browser, Failure

SANDBOX = os.environ["SANDBOX"]
KEY = os.environ["SANDBOX_KEY"]


def connect(browser):
    browser.go("/connections")
    browser.press("Add connection")
    browser.fill("Name", "Iterable newsletter")
    browser.fill("Id", "newsletter")
    browser.fill("Iterable's data centre", "Another address, for tests")
    browser.fill("Another address", SANDBOX)
    browser.fill("API key", KEY)
    browser.press("Add connection")
    browser.wait(lambda: browser.path == "/connections/newsletter", "the connection's page")
    browser.sees("is there. Add goals")
    if KEY in browser.driver.page_source:
        raise Failure("the key is shown")


def add_import(browser):
    browser.fill("Import profiles: New goal", "subscribers")
    browser.press("Add goal to Import profiles")
    browser.wait(lambda: browser.path.endswith("/goals/subscribers"), "the goal's page")
    browser.fill("Search for a processor", "normalize")
    browser.press("Add Normalize e-mail")
    browser.wait(lambda: "1. Normalize e-mail" in browser.text("main"), "the processor's form")
    browser.fill("What is no address", "reject")
    browser.press("Map all")
    browser.wait(lambda: len(browser.all(".mapping")) > 5, "a mapping for every field")
    browser.press("Preview ten rows")
    browser.wait(lambda: "Nothing was written" in browser.text("main"), "the preview")
    browser.sees("a new profile", "Row 10")
    browser.sees("are not saved yet")
    browser.press("Save", number=1)
    browser.wait(lambda: "The goal is saved." in browser.text("main"), "the saved goal")


def order_goals(browser):
    """Two more goals; by the keyboard, and by drag where there is a script."""
    for name in ("second", "third"):
        browser.go("/connections/newsletter")
        browser.fill("Import profiles: New goal", name)
        browser.press("Add goal to Import profiles")
        browser.wait(lambda: browser.path.endswith(f"/goals/{name}"), "the goal's page")
    browser.go("/connections/newsletter")

    def order():
        return [item.get_attribute("data-goal") for item in browser.all("[data-goal]")]

    if order() != ["subscribers", "second", "third"]:
        raise Failure(f"the order is {order()}")
    up = [button for button in browser.all("button") if "Move third up" in (button.get_attribute("textContent") or "")][0]
    up.send_keys(Keys.ENTER)
    browser.wait(lambda: order() == ["subscribers", "third", "second"], "the order by keyboard")
    if browser.javascript:
        items = {item.get_attribute("data-goal"): item for item in browser.all("[data-goal]")}
        handle = browser.find("[data-handle]", items["second"])
        target = items["subscribers"]
        ActionChains(browser.driver).click_and_hold(handle).move_to_element_with_offset(
            target, 0, -target.size["height"] // 4).pause(0.2).release().perform()
        browser.wait(lambda: order()[0] == "second", "the order by drag")
    for name in ("second", "third"):
        browser.press(f"Delete {name}")
        browser.wait(lambda: name not in order(), f"{name} is gone")
    browser.press("subscribers is active")
    browser.wait(lambda: "'subscribers' is active." in browser.text("main"), "the goal is active")


def run(browser):
    browser.go("/connections/newsletter/set-up")
    browser.press("Check")
    browser.wait(lambda: "It would work" in browser.text("main"), "the check")
    browser.press("Run now")
    browser.wait(lambda: "/runs/" in browser.path, "the run's page")
    follow(browser)
    browser.sees("subscribers", "created")


def follow(browser):
    """Until the run is over: its page tells by itself, or is loaded anew."""
    def over():
        if not browser.javascript and "Running" in browser.text("main"):
            browser.driver.refresh()
        text = browser.text("main")
        return any(word in text for word in ("Succeeded", "Done, with rejects", "Failed"))
    browser.wait(over, "the run's end", seconds=120)


def retry(browser):
    browser.press("What was rejected, and why in subscribers")
    browser.wait(lambda: "Rejects of run" in browser.text("h1"), "the rejects")
    browser.sees("not an e-mail address")
    browser.driver.back()
    browser.press("Retry these")
    browser.wait(lambda: "Retries" in browser.text("main"), "the run that retries")
    follow(browser)


def schedule(browser):
    browser.go("/connections/newsletter/set-up")
    browser.fill("Runs", "Days of the week")
    browser.tick("Monday")
    browser.fill("At", "06:30")
    browser.fill("Time zone", "Europe/Amsterdam")
    browser.press("Show the next runs")
    browser.wait(lambda: "The next runs would be" in browser.text("main"), "the next runs")
    browser.sees("Mon ", "06:30 Europe/Amsterdam")
    browser.press("Save schedule")
    browser.wait(lambda: "The schedule is saved." in browser.text("main"), "the saved schedule")


def export(browser):
    browser.go("/connections/newsletter")
    browser.fill("Export profiles: New goal", "audience")
    browser.press("Add goal to Export profiles")
    browser.wait(lambda: browser.path.endswith("/goals/audience"), "the goal's page")
    browser.fill("Segment", "everybody")
    browser.press("Show the project's lists")
    browser.wait(lambda: "Add Test group" in browser.text("main"), "the project's lists")
    browser.press("Add Test group")
    browser.wait(lambda: browser.field("List 1").get_attribute("value") == "Test group", "the list")
    browser.tick("Clean up list 1")
    browser.press("Add mapping")
    browser.wait(lambda: browser.all("[name='mappings.0.field']"), "a mapping")
    browser.fill("Information 1", "Text value")
    browser.fill("Which 1", "millrace")
    browser.fill("Iterable field 1", "source", number=1)
    browser.press("Save", number=1)
    browser.wait(lambda: "The goal is saved." in browser.text("main"), "the saved goal")
    browser.go("/connections/newsletter")
    browser.press("audience is active")
    browser.wait(lambda: "'audience' is active." in browser.text("main"), "the goal is active")
    browser.go("/connections/newsletter/set-up")
    browser.fill("Goal", "audience")
    browser.press("Run now")
    browser.wait(lambda: "/runs/" in browser.path, "the run's page")
    follow(browser)
    browser.sees("list joins")


def main():
    with Browser(javascript="--without-javascript" not in sys.argv) as browser:
        browser.sign_in()
        for step in (connect, add_import, order_goals, run, retry, schedule, export):
            step(browser)
            print(f"done: {step.__name__.replace('_', ' ')}", flush=True)
        complaints = browser.complaints()
        if complaints:
            raise Failure("the browser's console says: " + "; ".join(complaints))


if __name__ == "__main__":
    main()
