import requests
import slugify
