"""A headless Chromium for tests: nothing is downloaded, nothing but files is opened."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
AXE = os.environ.get("PEERPAIR_AXE", "")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


class Browser:
    """One window; every test opens its own page in it."""

    def __init__(self, folder: Path) -> None:
        webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
        for program in (CHROMIUM, DRIVER):
            if not program.exists():
                pytest.skip(f"{program} is missing (Debian: chromium and chromium-driver)")
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS.split(), f"--user-data-dir={folder}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # The driver's path is given, so that nothing looks for one in the network.
        service = webdriver.ChromeService(str(DRIVER))
        self.driver = webdriver.Chrome(options=options, service=service)

    def open(
        self, page: Path, *, width: int = 1280, dark: bool = False, scripts: bool = True
    ) -> None:
        """Open a file in a window of a width, and forget what the console said before."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.cdp("Emulation.setDeviceMetricsOverride", **size)
        self.cdp("Emulation.setEmulatedMedia", features=[scheme])
        self.cdp("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.driver.get("about:blank")
        self.log()
        self.driver.get(page.as_uri())
        self._loaded(page.as_uri())

    def _loaded(self, uri: str) -> None:
        """Wait until the page is there as a whole: a driver may answer when half is read."""
        from selenium.webdriver.support.wait import WebDriverWait

        WebDriverWait(self.driver, 60).until(
            lambda _: self.js("return document.readyState + location.href") == f"complete{uri}"
        )

    def cdp(self, command: str, **arguments: Any) -> Any:
        """Send one command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(command, arguments)

    def js(self, code: str, *arguments: Any) -> Any:
        """Return what a function body returns."""
        return self.driver.execute_script(code, *arguments)

    def unfold(self) -> None:
        """Open what is folded, and lay out what is far below the window."""
        self.js(
            """
            for (const e of document.querySelectorAll('details')) e.open = true;
            for (const e of document.querySelectorAll('.cards > li'))
              e.style.contentVisibility = 'visible';
            """
        )

    def log(self) -> list[str]:
        """Return what the console said since it was last asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def keys(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def pdf(self) -> bytes:
        """Return the page as it is printed, with a browser's own settings."""
        from selenium.common.exceptions import WebDriverException

        try:
            printed = self.cdp("Page.printToPDF", preferCSSPageSize=True)
        except WebDriverException:  # a busy browser fails now and then, and prints when asked again
            printed = self.cdp("Page.printToPDF", preferCSSPageSize=True)
        return b64decode(printed["data"])

    def faults(self) -> list[str]:
        """Return the serious and critical faults that axe finds."""
        if not AXE:
            pytest.skip("PEERPAIR_AXE does not name an axe.min.js (npm: axe-core)")
        self.driver.execute_script(Path(AXE).read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"
        )
        assert found["passes"], "axe looked at nothing"
        return [
            f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """Run a browser with its own profile in a folder."""
    browser = Browser(folder)
    try:
        yield browser
    finally:
        browser.driver.quit()
