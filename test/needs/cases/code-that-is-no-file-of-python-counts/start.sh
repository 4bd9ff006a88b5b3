#!/bin/sh
python -c "import yaml; yaml.safe_load(open('a.yaml'))"
python - <<END
import tomlkit
tomlkit.parse("a = 1")
END
exec python main.py
