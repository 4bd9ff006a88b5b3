import importlib

importlib.import_module(".net", package="shop")
