"""Chromium without a window, and what every page of the console must be."""

import importlib.util
import os
import pathlib
import sys

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

ADDRESS = os.environ.get("ADDRESS", "http://127.0.0.1:8731")
NAME = os.environ.get("NAME", "jane")
PASSWORD = os.environ.get("PASSWORD", "")

# The rules of WCAG 2.2, A and AA, and axe-core's own best practices.
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def _axe():
    folder = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).parent
    return (folder / "axe.min.js").read_text()


class Failure(AssertionError):
    """What a journey found wrong, in words."""


class Browser:
    def __init__(self, javascript=True):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1000"):
            options.add_argument(argument)
        if not javascript:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(60)
        self.javascript = javascript
        self._axe = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            print(f"at {self.driver.current_url}, '{self.driver.title}':", file=sys.stderr)
            print(self.text("main")[:3000], file=sys.stderr)
            folder = os.environ.get("SCREENSHOTS")
            if folder:
                self.driver.save_screenshot(os.path.join(folder, "failed.png"))
        self.driver.quit()

    # Going

    def go(self, path):
        self.driver.get(path if path.startswith("http") else ADDRESS + path)

    @property
    def path(self):
        return self.driver.current_url.removeprefix(ADDRESS)

    def sign_in(self, name=NAME, password=PASSWORD):
        self.go("/sign-in")
        self.fill("Name", name)
        self.fill("Password", password)
        self.press("Sign in")
        self.wait(lambda: "/sign-in" not in self.path, "signed in")

    # Finding, by what people read

    def find(self, selector, within=None):
        found = (within or self.driver).find_elements(By.CSS_SELECTOR, selector)
        if not found:
            raise Failure(f"there is no {selector}")
        return found[0]

    def all(self, selector, within=None):
        return (within or self.driver).find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        found = self.all(selector)
        return found[0].text if found else ""

    def field(self, label, number=0):
        """The field whose label reads so."""
        quoted = label.replace("'", "\\'")
        labels = [
            found for found in self.all("label")
            if " ".join((found.get_attribute("textContent") or "").split()).rstrip("*: ") == label
        ]
        targets = [found.get_attribute("for") for found in labels]
        fields = []
        for found, target in zip(labels, targets):
            if target:
                fields += self.driver.find_elements(By.ID, target)
            else:
                fields += self.all("input, select, textarea", found)
        fields += self.all(f"[aria-label='{quoted}']")
        if len(fields) <= number:
            raise Failure(f"there is no field '{label}'" + (f" number {number + 1}" if number else ""))
        return fields[number]

    def fill(self, label, value, number=0):
        field = self.field(label, number)
        if field.tag_name == "select":
            Select(field).select_by_visible_text(value)
            return
        field.clear()
        field.send_keys(value)

    def tick(self, label, on=True, number=0):
        field = self.field(label, number)
        if field.is_selected() != on:
            field.click()

    def press(self, name, number=0):
        """Presses the button, or follows the link, that reads so."""
        def named(element):
            return " ".join((element.get_attribute("textContent") or "").split()) == name or \
                element.get_attribute("aria-label") == name
        found = [element for element in self.all("button, a, summary, input[type=submit]") if named(element)]
        if len(found) <= number:
            raise Failure(f"there is no button or link '{name}'")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found[number]) if self.javascript else None
        found[number].click()

    def wait(self, condition, what, seconds=30):
        try:
            # While one page gives way to the next, what was found on it is stale.
            waiting = WebDriverWait(
                self.driver, seconds, poll_frequency=0.1, ignored_exceptions=[StaleElementReferenceException, Failure])
            return waiting.until(lambda _: condition())
        except Exception as error:
            raise Failure(f"waited {seconds} s for: {what}") from error

    def sees(self, *texts):
        for text in texts:
            self.wait(lambda: text in self.text("main"), f"the page says '{text}'", seconds=10)

    # What every page must be

    def look(self, width, dark):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def violations(self):
        """What axe-core finds wrong with the page, a line each."""
        if self._axe is None:
            self._axe = _axe()
        self.driver.execute_script(self._axe)
        result = self.driver.execute_async_script(
            "const [options, done] = arguments; axe.run(document, options).then(done, error => done({error: String(error)}))",
            AXE_OPTIONS)
        if "error" in result:
            return [result["error"]]
        return [
            f"{violation['id']}: {node['html'][:160]} ({node.get('failureSummary', '').splitlines()[-1].strip()})"
            for violation in result["violations"] for node in violation["nodes"]
        ]

    def overflow(self):
        """How many pixels the page is wider than the window."""
        return self.driver.execute_script(
            "const page = document.scrollingElement; return page.scrollWidth - page.clientWidth")

    def complaints(self):
        """What the browser's console says."""
        return [f"{entry['level']}: {entry['message']}" for entry in self.driver.get_log("browser")]
