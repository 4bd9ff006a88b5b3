#!/bin/sh
fakeroot tar -cf all.tar app.py
