#!/bin/bash
. /etc/profile
exec flask --app app run
