TABLE = """
one two three
