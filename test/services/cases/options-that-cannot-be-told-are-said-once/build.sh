#!/bin/sh
TAGS="-t a:$(jq -r .version package.json)"
docker build ${TAGS} .
