"""Tokens of HS256, of any claims, and so also such as no issuer would give."""

import base64
import hashlib
import hmac
import json
import time

SECRET = "local-secret-of-at-least-32-bytes!"
SCOPES = ("notes:read", "notes:write", "notes:admin")


def signed(claims, secret=SECRET, header=None):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    text = part(json.dumps(header or {"alg": "HS256"}).encode()) + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.digest(secret.encode(), text, hashlib.sha256))).decode()


def bearer(subject, scopes=SCOPES[:2], lasts_s=600):
    """The header of a request; a negative time has passed."""
    token = signed({"sub": subject, "scope": " ".join(scopes), "exp": int(time.time()) + lasts_s})
    return {"Authorization": f"Bearer {token}"}
