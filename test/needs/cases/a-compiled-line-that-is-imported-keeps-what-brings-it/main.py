from google.auth.exceptions import DefaultCredentialsError

print(DefaultCredentialsError)
