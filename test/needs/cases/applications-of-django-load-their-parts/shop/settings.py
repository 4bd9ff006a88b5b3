INSTALLED_APPS = ["django.contrib.admin", "orders.apps.OrdersConfig"]
ROOT_URLCONF = "shop.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
