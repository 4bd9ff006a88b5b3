from datetime import datetime, timezone

import pytest

from pricing.providers import awattar, entsoe, provider

DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3">
  <TimeSeries>
    <Period>
      <timeInterval><start>2025-06-01T22:00Z</start><end>2025-06-02T02:00Z</end></timeInterval>
      <resolution>PT60M</resolution>
      <Point><position>1</position><price.amount>90.10</price.amount></Point>
      <Point><position>2</position><price.amount>-12.00</price.amount></Point>
      <Point><position>4</position><price.amount>55.00</price.amount></Point>
    </Period>
  </TimeSeries>
</Publication_MarketDocument>
"""

REFUSED = """<Acknowledgement_MarketDocument>
  <Reason><code>999</code><text>No matching data found</text></Reason>
</Acknowledgement_MarketDocument>
"""


def test_entsoe_fills_the_points_that_are_left_out():
    prices = entsoe.parse(DOCUMENT)
    assert [p.cents for p in prices] == [9.01, -1.2, -1.2, 5.5]
    assert prices[0].start == datetime(2025, 6, 1, 22, tzinfo=timezone.utc)


def test_entsoe_reasons_are_errors():
    with pytest.raises(ValueError, match="No matching data"):
        entsoe.parse(REFUSED)


def test_awattar_prices_are_cents_per_kwh():
    row = {"start_timestamp": 1748815200000, "end_timestamp": 1748818800000, "marketprice": 84.3}
    [price] = awattar.parse({"data": [row]})
    assert price.cents == 8.43
    assert price.start.hour == 22


def test_a_provider_is_a_module_name():
    assert provider("entsoe") is entsoe
    with pytest.raises(ValueError):
        provider("../secrets")
