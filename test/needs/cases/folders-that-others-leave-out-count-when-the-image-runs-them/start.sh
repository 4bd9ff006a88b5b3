#!/bin/sh
alembic upgrade head
python scripts/warm_up.py
exec python main.py
