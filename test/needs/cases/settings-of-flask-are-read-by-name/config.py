SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/app"
