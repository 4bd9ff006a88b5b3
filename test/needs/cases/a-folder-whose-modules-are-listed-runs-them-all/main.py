import importlib
import pkgutil

import plugins

for module in pkgutil.iter_modules(plugins.__path__):
    importlib.import_module(f"plugins.{module.name}")
