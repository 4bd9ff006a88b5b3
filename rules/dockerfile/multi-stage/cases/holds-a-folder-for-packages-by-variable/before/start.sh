#!/bin/sh
exec flask --app app run
