"""Making Tax Digital for Income Tax: obligations, periodic updates, final declaration."""

from datetime import date
from decimal import Decimal

from libs.http.client import ApiClient, UpstreamError
from libs.security.tokens import issue
from libs.text.tax_year import TaxYear

ACCEPT = "application/vnd.hmrc.{version}+json"
# what HMRC's codes mean for the person who submits
MEANINGS = {
    "FORMAT_NINO": "the National Insurance number is not well formed",
    "RULE_DUPLICATE_SUBMISSION": "this period was already submitted",
    "RULE_OVERLAPPING_PERIOD": "the period overlaps one that was submitted",
    "CLIENT_OR_AGENT_NOT_AUTHORISED": "the client has not authorised the firm as agent",
}


class HmrcRefused(Exception):
    def __init__(self, code: str, message: str):
        super().__init__(MEANINGS.get(code, message))
        self.code = code


class Mtd:
    def __init__(self, base_url: str, client_id: str, private_key: str, transport=None):
        # their gateway drops idle HTTP/1.1 connections, one HTTP/2 connection is kept alive
        self.api = ApiClient(base_url, http2=True, transport=transport)
        self.client_id = client_id
        self.private_key = private_key

    async def _call(self, method: str, path: str, version: str, extra: dict[str, str], **options) -> dict:
        assertion = issue(
            self.client_id, self.private_key, issuer=self.client_id, audience="hmrc", scope="write:self-assessment"
        )
        headers = {"Accept": ACCEPT.format(version=version), "Authorization": f"Bearer {assertion}", **extra}
        try:
            return await self.api.request(method, path, headers=headers, **options)
        except UpstreamError as error:
            if 400 <= error.status < 500:
                raise HmrcRefused(error.body.get("code", "UNKNOWN"), str(error)) from error
            raise

    async def obligations(self, nino: str, year: TaxYear, extra: dict[str, str]) -> list[dict]:
        span = {"fromDate": year.first_day.isoformat(), "toDate": year.last_day.isoformat()}
        body = await self._call("GET", f"/obligations/details/{nino}/income-and-expenditure", "3.0", extra, params=span)
        open_ones = [
            item
            for group in body.get("obligations", [])
            for item in group["obligationDetails"]
            if item["status"] == "Open"
        ]
        return sorted(open_ones, key=lambda item: item["dueDate"])

    async def submit_period(
        self,
        nino: str,
        business: str,
        start: date,
        end: date,
        income: Decimal,
        expenses: Decimal,
        extra: dict[str, str],
    ) -> dict:
        year = TaxYear.of(start)
        if end not in year or end < start:
            raise ValueError("a period lies in one tax year")
        payload = {
            "periodDates": {"periodStartDate": start.isoformat(), "periodEndDate": end.isoformat()},
            "periodIncome": {"turnover": float(income)},
            "periodExpenses": {"consolidatedExpenses": float(expenses)},
        }
        return await self._call(
            "POST", f"/individuals/business/self-employment/{nino}/{business}/period/{year}", "4.0", extra, json=payload
        )

    async def close(self) -> None:
        await self.api.close()
