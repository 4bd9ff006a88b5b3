import shared

shared.net
