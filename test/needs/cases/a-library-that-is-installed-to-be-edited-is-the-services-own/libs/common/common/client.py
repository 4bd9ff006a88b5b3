import httpx
from tenacity import retry
