from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import jsonschema
import pandas as pd
from bs4 import BeautifulSoup


def monthly():
    orders = pd.read_excel("/data/orders.xlsx")
    jsonschema.validate(orders.to_dict(), {"type": "object"})
    orders["seen"] = datetime.now(ZoneInfo("Europe/Vienna"))
    orders.to_parquet("/data/orders.parquet")
    page = BeautifulSoup(httpx.get("https://rates.example.org").text, "lxml")
    return {"title": page.title.string, "rows": len(orders)}
