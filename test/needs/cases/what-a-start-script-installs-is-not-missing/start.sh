#!/bin/sh
pip install -r /plugins/requirements.txt
exec python main.py
