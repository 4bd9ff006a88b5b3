import requests
import akit.tools
