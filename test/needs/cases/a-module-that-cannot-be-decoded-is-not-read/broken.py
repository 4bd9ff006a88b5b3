name = "ÿþé"
