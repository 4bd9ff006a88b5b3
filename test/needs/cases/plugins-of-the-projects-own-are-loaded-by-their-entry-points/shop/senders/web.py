import requests


class Sender:
    def send(self):
        requests.post("https://example.org")
