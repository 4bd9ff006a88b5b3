"""Games of the household's teams, for lights that blink on a goal."""
