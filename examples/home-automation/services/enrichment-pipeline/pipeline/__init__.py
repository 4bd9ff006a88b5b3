"""Takes raw events, adds what the home knows, and stores and publishes the result."""
