"""A thousand slow clients on both ports: each is let go at its deadline, and hurts nobody before."""

from crash import slow_clients
from support import process


def test_slow_clients_are_let_go_and_hurt_nobody(tmp_path):
    dynamodb_port = process.free_port()
    serve = process.serve(tmp_path, *slow_clients.options(slow_clients.DEADLINE_S), dynamodb_port=dynamodb_port).start()
    try:
        outcome = slow_clients.run(serve, {"notes": serve.port, "dynamodb": dynamodb_port}, connections=1000)
        # 333 bodies of 64 KB that were begun, 333 answers of up to 1 MB, 16 KB for each connection.
        assert outcome.peak_mb < 512, outcome
        assert serve.stop() == 0, serve.tail()
    finally:
        serve.kill()
