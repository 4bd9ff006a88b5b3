print("nobody")
