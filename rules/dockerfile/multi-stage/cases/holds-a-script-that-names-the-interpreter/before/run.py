#!/usr/local/bin/python3
import app
