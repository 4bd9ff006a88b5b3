"""A remote Chromium over its websocket; the image itself holds no browser."""

from contextlib import asynccontextmanager
from dataclasses import dataclass

import pyotp
from playwright.async_api import TimeoutError as BrowserTimeout
from playwright.async_api import async_playwright

from libs.observability.logs import get_logger

from .scraping import login_error

log = get_logger(__name__)


@dataclass(frozen=True)
class Portal:
    name: str
    login_url: str
    statement_url: str
    user_field: str
    password_field: str
    code_field: str | None = None


PORTALS = {
    "sa": Portal(
        "sa",
        "https://www.access.service.gov.uk/login",
        "https://www.tax.service.gov.uk/self-assessment/statement",
        "#user_id",
        "#password",
        "#code",
    ),
    "cgt": Portal(
        "cgt",
        "https://www.access.service.gov.uk/login",
        "https://www.tax.service.gov.uk/capital-gains-tax-uk-property/statement",
        "#user_id",
        "#password",
        "#code",
    ),
    "companies": Portal(
        "companies",
        "https://ewf.companieshouse.gov.uk/",
        "https://ewf.companieshouse.gov.uk/statement",
        "input[name=email]",
        "input[name=password]",
    ),
}


class LoginRefused(Exception):
    pass


@asynccontextmanager
async def remote_page(endpoint: str):
    async with async_playwright() as driver:
        browser = await driver.chromium.connect(endpoint)
        context = await browser.new_context(locale="en-GB", timezone_id="Europe/London")
        try:
            yield await context.new_page()
        finally:
            await context.close()
            await browser.close()


async def fetch_statement(page, portal: Portal, user: str, password: str, otp_seed: str | None = None) -> str:
    await page.goto(portal.login_url, wait_until="domcontentloaded")
    await page.fill(portal.user_field, user)
    await page.fill(portal.password_field, password)
    await page.click("button[type=submit]")
    if portal.code_field and otp_seed:
        try:
            await page.wait_for_selector(portal.code_field, timeout=8000)
            await page.fill(portal.code_field, pyotp.TOTP(otp_seed).now())
            await page.click("button[type=submit]")
        except BrowserTimeout:
            log.info("no code was asked for", portal=portal.name)
    if refused := login_error(await page.content()):
        raise LoginRefused(refused)
    await page.goto(portal.statement_url, wait_until="networkidle")
    return await page.content()
