from shared.http import get

get("https://example.org")
