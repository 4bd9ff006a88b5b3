# -*- coding: latin-1 -*-
import requests

name = "café"
