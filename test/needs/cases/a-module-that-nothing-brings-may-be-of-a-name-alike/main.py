import toolbelt
