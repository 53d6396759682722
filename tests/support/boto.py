"""boto3 pointed to an endpoint, with nothing of the caller's own settings."""

import boto3
from botocore.config import Config

SETTINGS = {
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
    "config": Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=30),
}

NOTES_SCHEMA = {
    "AttributeDefinitions": [
        {"AttributeName": "PK", "AttributeType": "S"},
        {"AttributeName": "SK", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "PK", "KeyType": "HASH"},
        {"AttributeName": "SK", "KeyType": "RANGE"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}


def resource(endpoint_url):
    return boto3.resource("dynamodb", endpoint_url=endpoint_url, **SETTINGS)


def client(endpoint_url):
    return boto3.client("dynamodb", endpoint_url=endpoint_url, **SETTINGS)


def table_of(endpoint_url, name):
    return resource(endpoint_url).Table(name)
