#!/bin/sh
for service in services/*; do
  (cd "$service" && pip install -r requirements.txt && python -m pytest)
done
