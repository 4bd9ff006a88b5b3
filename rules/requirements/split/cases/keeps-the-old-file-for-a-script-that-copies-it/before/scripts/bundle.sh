#!/bin/sh
set -e
mkdir -p build
cp libs/requirements.txt build/
zip -r bundle.zip build
