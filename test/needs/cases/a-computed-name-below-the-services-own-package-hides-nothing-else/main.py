import importlib
import sys

importlib.import_module(f"plugins.{sys.argv[1]}")
