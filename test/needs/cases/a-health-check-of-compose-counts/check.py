import httpx

httpx.get("http://localhost:5000").raise_for_status()
