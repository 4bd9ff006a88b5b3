import httpx
from babel.numbers import format_currency


def rate(currency):
    return format_currency(httpx.get(f"https://rates.example/{currency}").json(), currency)
