"""Takes secrets and foreign addresses out of a line before it is kept."""
import ipaddress
import re

SECRET = re.compile(r"(?i)\b(token|password|secret|api[_-]?key)(\"?\s*[=:]\s*\"?)([^\s\",}]+)")
ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")


def _address(match: re.Match) -> str:
    try:
        address = ipaddress.ip_address(match.group())
    except ValueError:
        return match.group()  # a version number
    return match.group() if address.is_private else "x.x.x.x"


def redact(line: str) -> str:
    line = SECRET.sub(lambda m: f"{m[1]}{m[2]}***", line)
    return ADDRESS.sub(_address, line)
