import nltk
import requests
from common import Order

nltk.word_tokenize(requests.get("https://example.org/order", timeout=5).text)
print(Order(number=1))
