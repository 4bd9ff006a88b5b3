#!/bin/sh
until curl -s http://db:8080/ready; do sleep 1; done
exec uvicorn app:app --port 8000
