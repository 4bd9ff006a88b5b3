import os
import sys

if sys.platform == "win32":
    import win32api
elif sys.platform.startswith("linux"):
    import uvloop

if os.name == "nt":
    import colorama
