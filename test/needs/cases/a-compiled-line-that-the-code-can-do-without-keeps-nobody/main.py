import httpx

print(httpx.get("https://example.com").text)
