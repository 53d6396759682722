"""HTTPS on every port, with clients of three makes: curl, Python's ssl and the AWS SDK."""

import http.client
import json
import signal
import socket
import ssl
import subprocess
import time

import boto3
import pytest

from support import http_json, openapi, process


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """(certificate, key): self-signed, for localhost and 127.0.0.1."""
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True)
    return paths


@pytest.fixture
def server(request, tmp_path, certificate):
    server = process.serve(tmp_path, "--in-memory", "--tls-cert", certificate[0], TABELLA_TLS_KEY=str(certificate[1]))
    request.addfinalizer(server.kill)
    return server.start()


def context_of(certificate):
    return ssl.create_default_context(cafile=certificate[0])


def connection_to(server, certificate):
    return http.client.HTTPSConnection("localhost", server.port, timeout=20, context=context_of(certificate))


def test_curl_and_python_use_one_connection_for_many_requests(server, certificate):
    url = f"https://localhost:{server.port}"
    curl = subprocess.run(
        ["curl", "-sS", "--noproxy", "*", "--cacert", certificate[0], "-w", "%{num_connects} %{http_version}\n",
         "-d", '{"title":"Hello"}', f"{url}/notes", "--next", "-sS", "--noproxy", "*", "--cacert", certificate[0],
         "-w", "%{num_connects} %{http_version}\n", f"{url}/notes"],
        capture_output=True, text=True, timeout=30)
    assert curl.returncode == 0, curl.stderr
    created, connects = curl.stdout.splitlines()[0].split("}")
    assert "id" in created and connects == "1 1.1"
    assert curl.stdout.splitlines()[1].endswith("]0 1.1"), curl.stdout
    connection = connection_to(server, certificate)
    large = "x" * 300_000
    note_id = http_json.exchange(connection, "POST", "/notes", {"title": "Large", "content": large}).json()["id"]
    assert http_json.exchange(connection, "GET", f"/notes/{note_id}").json()["content"] == large
    titles = [note["title"] for note in http_json.exchange(connection, "GET", "/notes").json()]
    assert titles == ["Hello", "Large"]


def test_browsers_are_told_to_stay_with_https_only_where_it_is(server, certificate, embedded_notes):
    secure = http_json.exchange(connection_to(server, certificate), "GET", "/health")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in embedded_notes.request("GET", "/health").headers


def test_a_plain_request_is_refused(server):
    answer = http_json.request(server.url, "GET", "/notes")
    assert answer.status == 400
    assert "https" in answer.json()["error"]


# OpenSSL as lax as it can be: the system's own settings, or its level of security, would refuse old versions for us.
LAX = """openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = lax
[lax]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
"""


def old_client(port, version):
    """Whether a server takes that version, and only that, from a client that has nothing against it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        try:
            with context.wrap_socket(plain) as secured:
                return secured.version() == version.replace("_", ".")
        except (ssl.SSLError, ConnectionError):
            return False


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_versions_are_refused(request, tmp_path, certificate, version):
    lax = tmp_path / "lax.cnf"
    lax.write_text(LAX)
    # So lax, OpenSSL's own server takes them: what refuses them below is ours.
    port = process.free_port()
    reference = subprocess.Popen(
        ["openssl", "s_server", "-accept", str(port), "-cert", certificate[0], "-key", certificate[1], "-quiet"],
        env=process.environment(OPENSSL_CONF=str(lax)), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    request.addfinalizer(reference.wait)
    request.addfinalizer(reference.kill)
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=20).close()
            break
        except ConnectionError:
            assert time.monotonic() < deadline
    assert old_client(port, version)
    server = process.serve(tmp_path, "--in-memory", "--tls-cert", certificate[0], "--tls-key", certificate[1], OPENSSL_CONF=str(lax))
    request.addfinalizer(server.kill)
    server.start()
    assert not old_client(server.port, version)
    assert old_client(server.port, "TLSv1_2")


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_the_versions_of_today_are_spoken(server, certificate, version):
    context = context_of(certificate)
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secured:
            assert secured.version() == version.replace("_", ".")


def test_sigterm_answers_what_was_begun(server, certificate):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as plain:
        with context_of(certificate).wrap_socket(plain, server_hostname="localhost") as secured:
            body = json.dumps({"title": "Late"}).encode()
            secured.sendall(b"POST /notes HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                            b"Content-Length: %d\r\n\r\n" % len(body))
            assert secured.recv(4096).startswith(b"HTTP/1.1 100")
            server.child.send_signal(signal.SIGTERM)
            while server.answers():
                pass
            secured.sendall(body)
            answer = secured.recv(4096)
            assert answer.startswith(b"HTTP/1.1 201 ") and b"Connection: close\r\n" in answer
    assert server.child.wait(20) == 0


def test_the_aws_sdk_speaks_tls_to_the_dynamodb_endpoint(request, tmp_path, certificate):
    server = process.dynamodb(tmp_path, "--in-memory", "--tls-cert", certificate[0], "--tls-key", certificate[1])
    request.addfinalizer(server.kill)
    server.start()
    dynamo = boto3.client("dynamodb", endpoint_url=f"https://localhost:{server.port}", verify=str(certificate[0]),
                          region_name="us-east-1", aws_access_key_id="any", aws_secret_access_key="any")
    assert dynamo.list_tables()["TableNames"] == []


def test_files_that_cannot_be_used_are_named(tmp_path, certificate):
    other = tmp_path / "other.pem"
    subprocess.run(["openssl", "genrsa", "-out", other], check=True, capture_output=True)
    for key, complaint in [(tmp_path / "missing.pem", "No such file"), (other, "is not that of the certificate")]:
        server = process.serve(tmp_path, "--in-memory", "--tls-cert", certificate[0], "--tls-key", key)
        ended = subprocess.run(server.command, cwd=tmp_path, env=server.env, stdin=subprocess.DEVNULL,
                               capture_output=True, text=True, timeout=20)
        assert ended.returncode == 1
        assert str(key) in ended.stderr and complaint in ended.stderr


def test_answers_over_https_are_as_the_document_says(server, certificate):
    connection = connection_to(server, certificate)
    document = http_json.exchange(connection, "GET", "/openapi.json").json()
    for method, path, operation in openapi.operations(document):
        if method == "GET" and "{" not in path:
            answer = http_json.exchange(connection, method, path)
            openapi.check_answer(document, operation, answer)
            assert "Strict-Transport-Security" in answer.headers
