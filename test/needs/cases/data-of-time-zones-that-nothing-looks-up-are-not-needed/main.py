from datetime import UTC, datetime

import requests

print(datetime.now(UTC), requests.get('https://example.org/feed', timeout=10).status_code)
