import httpx

OPTIONS = {"http2": True, "timeout": 5}

client = httpx.Client(**OPTIONS)
