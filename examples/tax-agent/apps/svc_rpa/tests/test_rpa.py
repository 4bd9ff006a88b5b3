from contextlib import asynccontextmanager
from decimal import Decimal

import pyotp
import pytest
from fastapi.testclient import TestClient

from apps.svc_rpa import main, scraping
from apps.svc_rpa.browser import PORTALS, LoginRefused, fetch_statement
from apps.svc_rpa.jobs import JobStore
from apps.svc_rpa.runner import Runner
from libs.database.engine import Database

# cells are not closed on the real page either
STATEMENT = """<table class="statement"><tr><th>Date<th>Description<th>Amount
<tr><td>31 Jan 2024<td>Balancing payment<td>£1,200.00
<tr><td>30 Jan 2024<td>Payment - thank you<td>-£1,000.00
<tr><td colspan=3>Page 1 of 1</table>"""
SEED = "JBSWY3DPEHPK3PXP"


class FakePage:
    def __init__(self, statement=STATEMENT, after_login="<p>Welcome</p>"):
        self.filled, self.visited, self.pages = {}, [], {"login": after_login, "statement": statement}

    async def goto(self, url, wait_until):
        self.visited.append(url)

    async def fill(self, field, value):
        self.filled[field] = value

    async def click(self, selector):
        pass

    async def wait_for_selector(self, selector, timeout):
        pass

    async def content(self):
        return self.pages["statement" if len(self.visited) > 1 else "login"]


@pytest.fixture
async def jobs(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/rpa.db")
    store = JobStore(database)
    await store.prepare()
    yield store
    await database.close()


def runner(jobs, page):
    @asynccontextmanager
    async def opened(endpoint):
        yield page

    return Runner(jobs, "ws://x", opened)


def test_unclosed_cells_are_separate_lines():
    lines = scraping.statement(STATEMENT)
    assert [line.description for line in lines] == ["Balancing payment", "Payment - thank you"]
    assert scraping.balance(lines) == Decimal("200.00")


def test_a_changed_page_says_what_was_seen():
    with pytest.raises(scraping.PageChanged, match="when"):
        scraping.statement(STATEMENT.replace("Date", "When"))


async def test_login_types_the_one_time_code():
    page = FakePage()
    await fetch_statement(page, PORTALS["sa"], "u", "p", SEED)
    assert pyotp.TOTP(SEED).verify(page.filled["#code"], valid_window=1)


async def test_a_refused_login_is_told():
    page = FakePage(after_login='<div class="govuk-error-summary">Your  account is\nlocked</div>')
    with pytest.raises(LoginRefused, match="Your account is locked"):
        await fetch_statement(page, PORTALS["companies"], "u", "p")


async def test_a_job_runs_to_its_result(jobs, monkeypatch):
    monkeypatch.setenv("RPA_ACME_SA_USER", "u")
    monkeypatch.setenv("RPA_ACME_SA_PASSWORD", "p")
    job = await jobs.queue("acme", "sa")
    assert await runner(jobs, FakePage()).run_one()
    done = await jobs.get(job.id)
    assert done.state == "done" and '"balance": "200.00"' in done.result
    assert not await runner(jobs, FakePage()).run_one()


async def test_missing_credentials_fail_the_job_only(jobs):
    job = await jobs.queue("nobody", "sa")
    await runner(jobs, FakePage()).run_one()
    assert "RPA_NOBODY_SA_USER" in (await jobs.get(job.id)).error


async def test_jobs_of_a_dead_process_are_queued_again(jobs):
    job = await jobs.queue("acme", "sa")
    await jobs.next()
    await jobs.prepare()
    assert (await jobs.next()).id == job.id


def test_queueing_over_http(tmp_path, monkeypatch):
    monkeypatch.setattr(main.settings, "database_url", f"sqlite+aiosqlite:///{tmp_path}/h.db")
    with TestClient(main.app) as client:
        assert client.post("/v1/jobs", json={"tenant": "a", "portal": "vat"}).status_code == 422
        made = client.post("/v1/jobs", json={"tenant": "a", "portal": "sa"}).json()
        assert client.get(f"/v1/jobs/{made['id']}").json()["id"] == made["id"]
