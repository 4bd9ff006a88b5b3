import requests
import acme_plugin
