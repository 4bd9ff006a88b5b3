def escape_filter_chars(assertion_value):
    return "".join(f"\\{ord(char):02x}" if char in "\\*()\0" else char for char in assertion_value)
