git clone git@github.com:example/data.git /app/data
exec flask --app app run
