import datetime

import pytz

print(datetime.datetime.now(pytz.timezone("Europe/Berlin")))
