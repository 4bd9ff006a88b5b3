from httpx import get

print(get("http://stock/levels").json())
