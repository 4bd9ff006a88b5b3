pip install -r extra.txt
exec flask --app app run
