#!/bin/sh
exec python src/main.py
