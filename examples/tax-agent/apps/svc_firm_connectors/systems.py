"""Bookkeeping systems of the firms: each gives transactions since a moment, in one form."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel

from libs.http.client import ApiClient


class Transaction(BaseModel):
    reference: str
    day: datetime
    amount: Decimal
    account: str
    contact: str = ""


class System(ABC):
    base_url: str

    def __init__(self, token: str, tenant_ref: str, transport=None):
        self.api = ApiClient(self.base_url, transport=transport)
        self.token = token
        self.tenant_ref = tenant_ref

    @abstractmethod
    def transactions(self, since: datetime) -> AsyncIterator[Transaction]: ...


class Xero(System):
    base_url = "https://api.xero.com/api.xro/2.0/"

    async def transactions(self, since: datetime):
        headers = {
            "Authorization": f"Bearer {self.token}",
            "xero-tenant-id": self.tenant_ref,
            "If-Modified-Since": since.strftime("%Y-%m-%dT%H:%M:%S"),
        }
        page = 1
        while rows := (await self.api.request("GET", "BankTransactions", params={"page": page}, headers=headers)).get(
            "BankTransactions", []
        ):
            for row in rows:
                sign = 1 if row["Type"].startswith("RECEIVE") else -1
                yield Transaction(
                    reference=row["BankTransactionID"],
                    day=row["DateString"],
                    amount=sign * Decimal(str(row["Total"])),
                    account=row["BankAccount"]["Code"],
                    contact=row.get("Contact", {}).get("Name", ""),
                )
            page += 1


class FreeAgent(System):
    base_url = "https://api.freeagent.com/v2/"

    async def transactions(self, since: datetime):
        headers = {"Authorization": f"Bearer {self.token}"}
        query = {"bank_account": self.tenant_ref, "from_date": since.date().isoformat(), "per_page": 100, "page": 1}
        while True:
            rows = (await self.api.request("GET", "bank_transactions", params=query, headers=headers)).get(
                "bank_transactions", []
            )
            for row in rows:
                yield Transaction(
                    reference=row["url"].rsplit("/", 1)[-1],
                    day=row["dated_on"],
                    amount=row["amount"],
                    account=self.tenant_ref,
                    contact=row.get("description", ""),
                )
            if len(rows) < query["per_page"]:
                return
            query["page"] += 1


SYSTEMS: dict[str, type[System]] = {"xero": Xero, "freeagent": FreeAgent}
