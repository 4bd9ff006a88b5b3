from shared import frames
