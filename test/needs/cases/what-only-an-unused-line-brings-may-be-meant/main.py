import os

import jwt

print(jwt.encode({}, os.environ['KEY'], algorithm=os.environ['ALGORITHM']))
