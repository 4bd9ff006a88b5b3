#!/bin/sh
set -e
flask --version
python -c "import flask"
exec python "$@"
