import requests

import broken
