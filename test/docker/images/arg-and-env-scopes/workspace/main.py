print("scopes")
