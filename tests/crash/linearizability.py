"""Whether a history of operations on one item could have happened one after the other.

The algorithm is Wing and Gong's with Lowe's memory of states already seen ("Testing and verifying
concurrent objects", 1993; "Testing for linearizability", 2017). An operation without an answer is
open: it may take effect at any time after its start, or never.
"""

from dataclasses import dataclass

NEVER = float("inf")
UNKNOWN = object()


@dataclass(frozen=True)
class Op:
    """put(value), delete() and get() result in the value before; cas(expected, value) in True or False."""

    kind: str
    start: float
    end: float  # NEVER: no answer
    value: object = None
    expected: object = None
    result: object = UNKNOWN


def step(state, op):
    """(possible, state afterwards) of the operation on an item with the value STATE; None: no item."""
    told = op.result is not UNKNOWN
    if op.kind == "cas":
        swaps = state == op.expected
        return not told or op.result == swaps, op.value if swaps else state
    after = {"put": op.value, "delete": None, "get": state}[op.kind]
    return not told or op.result == state, after


def linearizable(history, initial=None):
    """Whether some order of HISTORY keeps real time and explains every result."""
    ops = sorted((op for op in history if op.end != NEVER or op.kind != "get"), key=lambda op: op.start)
    answered = sum(1 << i for i, op in enumerate(ops) if op.end != NEVER)
    seen = set()
    stack = [(0, initial)]
    while stack:
        done, state = stack.pop()
        if done & answered == answered:
            return True
        if (done, state) in seen:
            continue
        seen.add((done, state))
        # Whatever began after another's end comes after it.
        first_end = min(op.end for i, op in enumerate(ops) if not done >> i & 1)
        for i, op in enumerate(ops):
            if op.start > first_end:
                break
            if not done >> i & 1:
                possible, after = step(state, op)
                if possible:
                    stack.append((done | 1 << i, after))
    return False
