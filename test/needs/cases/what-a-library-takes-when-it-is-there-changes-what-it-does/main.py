import redis
import requests
