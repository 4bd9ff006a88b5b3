import pkg_resources
import requests
