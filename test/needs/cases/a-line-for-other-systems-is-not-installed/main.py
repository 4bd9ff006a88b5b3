import requests
import uvloop
