from .frames import as_frame
