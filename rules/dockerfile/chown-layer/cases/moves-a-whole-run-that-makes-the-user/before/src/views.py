NAME = "views"
