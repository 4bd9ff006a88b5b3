from azure.identity import DefaultAzureCredential
from google.cloud import storage

storage.Client()
DefaultAzureCredential()
