# app.py
import os
import time
import boto3
from flask import Flask, request, jsonify
from boto3.dynamodb.conditions import Key

DYNAMO_ENDPOINT = os.getenv("DYNAMO_ENDPOINT")  # e.g., http://localhost:8000
TABLE_NAME = os.getenv("TABLE_NAME", "DemoTable")
USER_ID = os.getenv("USER_ID", "USER#demo")  # demo user

dynamodb = boto3.resource("dynamodb", endpoint_url=DYNAMO_ENDPOINT) if DYNAMO_ENDPOINT else boto3.resource("dynamodb")
table = dynamodb.Table(TABLE_NAME)

app = Flask(__name__)

@app.get("/health")
def health():
    return {"status": "ok"}

@app.post("/notes")
def create_note():
    data = request.get_json(force=True)
    note_id = str(int(time.time() * 1000))
    item = {
        "PK": USER_ID,
        "SK": f"NOTE#{note_id}",
        "title": data.get("title", ""),
        "content": data.get("content", "")
    }
    table.put_item(Item=item)
    return jsonify({"id": note_id}), 201

@app.get("/notes")
def list_notes():
    resp = table.query(
        KeyConditionExpression=Key("PK").eq(USER_ID) & Key("SK").begins_with("NOTE#")
    )
    return jsonify(resp.get("Items", []))

@app.get("/notes/<note_id>")
def get_note(note_id):
    resp = table.get_item(Key={"PK": USER_ID, "SK": f"NOTE#{note_id}"})
    item = resp.get("Item")
    if not item:
        return {"error": "Not found"}, 404
    return jsonify(item)

@app.delete("/notes/<note_id>")
def delete_note(note_id):
    table.delete_item(Key={"PK": USER_ID, "SK": f"NOTE#{note_id}"})
    return {}, 204

if __name__ == "__main__":
    app.run(debug=True)
