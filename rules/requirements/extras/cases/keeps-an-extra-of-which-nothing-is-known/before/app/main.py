import acme_clients

print(acme_clients.connect())
