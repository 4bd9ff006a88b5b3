import os
from datetime import datetime

from babel.dates import format_datetime

print(format_datetime(datetime.now(), tzinfo=os.environ['ZONE'], locale='de'))
