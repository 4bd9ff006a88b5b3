"""Fraud prevention headers: HMRC refuses submissions without them.

WEB_APP_VIA_SERVER of https://developer.service.hmrc.gov.uk/guides/fraud-prevention/
"""

import hashlib
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from ua_parser import user_agent_parser

from libs.security.network import is_public

LONDON = ZoneInfo("Europe/London")


class MissingFact(ValueError):
    pass


def device(user_agent: str) -> dict[str, str]:
    parsed = user_agent_parser.Parse(user_agent)
    system, browser = parsed["os"], parsed["user_agent"]
    version = ".".join(part for part in (system["major"], system["minor"]) if part)
    return {
        "os-family": system["family"],
        "os-version": version or "unknown",
        "device-manufacturer": parsed["device"]["brand"] or "unknown",
        "device-model": parsed["device"]["model"] or "unknown",
        "browser": browser["family"],
    }


def offset(moment: datetime) -> str:
    """UTC+01:00 in summer."""
    text = moment.astimezone(LONDON).strftime("%z")
    return f"UTC{text[:3]}:{text[3:]}"


def headers(facts: dict, *, moment: datetime, vendor_version: str, contact: str) -> dict[str, str]:
    for name in ("client_ip", "user_agent", "user_id", "device_id"):
        if not facts.get(name):
            raise MissingFact(f"{name} is not known, HMRC would refuse the submission")
    if not is_public(facts["client_ip"]):
        raise MissingFact(f"{facts['client_ip']} is not the public address of the client")
    known = device(facts["user_agent"])
    parts = {key: known[key] for key in ("os-family", "os-version", "device-manufacturer", "device-model")}
    return {
        "Gov-Client-Connection-Method": "WEB_APP_VIA_SERVER",
        "Gov-Client-Public-IP": facts["client_ip"],
        "Gov-Client-Device-ID": facts["device_id"],
        "Gov-Client-User-IDs": f"tax-agent={quote(facts['user_id'], safe='')}",
        "Gov-Client-Browser-JS-User-Agent": facts["user_agent"],
        "Gov-Client-User-Agent": urlencode(parts, quote_via=quote),
        "Gov-Client-Timezone": offset(moment),
        "Gov-Vendor-Version": vendor_version,
        "Gov-Vendor-Product-Name": "tax-agent",
        "Gov-Vendor-License-IDs": "tax-agent=" + hashlib.sha256(contact.encode()).hexdigest(),
    }
