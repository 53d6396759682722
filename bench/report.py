"""docs/performance.md and its plots, from build/bench/results.json."""

from support.process import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "performance.md"
PLOTS = REPOSITORY / "docs" / "performance"

OPERATIONS = {"get": "GetItem", "put": "PutItem", "query": "Query (10 items)", "update": "conditional UpdateItem",
              "transact": "TransactWrite (2)", "batch": "BatchWrite (25)"}
OURS = "Tabella, on disk"
LIMIT = "nginx, a fixed reply"

# What was set out to be reached: operation, by how much, of whom.
GOALS = [("get", 0.65, LIMIT), ("put", 40, "DynamoDB Local, on disk"), ("query", 10, "DynamoDB Local, on disk"),
         ("update", 30, "DynamoDB Local, on disk"), ("transact", 60, "DynamoDB Local, on disk"),
         ("batch", 80, "DynamoDB Local, on disk")]
NOTES_GOALS = {"get": 50, "list": 25, "create": 20}

INTRODUCTION = """# Performance

Written by `./dev bench` from what it measured; `bench/run` says how, `bench/load/` holds the loads, and
`bench/get-peers` fetches the peers. Absolute figures drift on a shared machine, and the load generator takes one of its
cores: read the ratios, which come from one run of it. A figure is that of the median of its runs, by throughput.
Tabella on disk syncs every write before it acknowledges it.
"""


def write(results):
    """Writes the document; the paths written."""
    parts = [INTRODUCTION]
    written = [DOCUMENT]
    for name, section in SECTIONS.items():
        if name in results:
            run = results[name]
            parts.append(section(run["figures"]))
            parts.append(f"Measured {run['date']} at {run['commit']}, {runs(run)} a figure, "
                         f"on {run['machine']}.\n")
    profile = PLOTS / "profile.md"
    if profile.exists():
        parts.append(profile.read_text())
    PLOTS.mkdir(parents=True, exist_ok=True)
    for plot in (plot_connections, plot_latencies, plot_sizes):
        written += plot(results)
    DOCUMENT.write_text("\n".join(parts))
    return written


def runs(measured):
    rounds = measured.get("rounds", 1)
    return f"{measured['seconds']} s" if rounds == 1 else f"{rounds} runs of {measured['seconds']} s"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def times(ratio):
    decimals = 2 if ratio < 10 else 1 if ratio < 100 else 0
    return f"{ratio:,.{decimals}f} ×"


def rate_of(figures, server, operation):
    rate = figures.get(server, {}).get("rates", {}).get(operation)
    return rate["per_second"] if rate else None


def peers(figures):
    def row(name, cell):
        return [name] + [cell(figures[name]["rates"].get(op)) for op in OPERATIONS]

    dash = "–"
    rates = [row(name, lambda r: f"{r['per_second']:,.0f}" if r else dash) +
             [f"{figures[name]['start_ms']:,.0f} ms", f"{figures[name]['idle_mb']:,.0f} MB", f"{figures[name]['loaded_mb']:,.0f} MB"]
             for name in figures]
    cpu = [row(name, lambda r: f"{r['cpu_us']:,.0f}" if r else dash) for name in figures]
    tails = [row(name, lambda r: f"{r['p50_ms']:.2f} / {r['p99_ms']:.2f}" if r else dash) for name in figures]
    goals = []
    for operation, factor, peer in GOALS:
        ours, theirs = rate_of(figures, OURS, operation), rate_of(figures, peer, operation)
        if ours and theirs:
            goals.append([OPERATIONS[operation], f"≥ {factor} × {peer}", times(ours / theirs),
                          "yes" if ours / theirs >= factor else "**no**"])
    ratios = [[name] + [times(rate_of(figures, OURS, op) / rate_of(figures, name, op)) if rate_of(figures, name, op) else dash
                        for op in OPERATIONS] for name in figures if name != OURS]
    names = list(OPERATIONS.values())
    return "\n".join([
        "## Beside its peers\n",
        "32 connections, 50,000 items of 1,000 bytes that hardly compress, in partitions of 10; requests a second. nginx answers each with the same two bytes.\n",
        table(["requests/s", *names, "start", "idle", "after the load"], rates),
        "Tabella on disk to each, how many times as many requests a second:\n",
        table(["to", *names], ratios),
        "What was to be reached:\n",
        table(["operation", "goal", "reached", ""], goals),
        "CPU time of the server a request, in µs, user and system, as the kernel accounts it:\n",
        table(["µs", *names], cpu),
        "Latencies at full load, p50 / p99 in ms:\n",
        table(["ms", *names], tails)])


def connections(figures):
    return ("## Connections\n\nRequests a second from 1 to 256 connections, on disk.\n\n"
            "![Throughput against connections](performance/connections.svg)\n")


def half_load(figures):
    rows = [[OPERATIONS[op], f"{f['whole']['per_second']:,.0f}", f"{f['half']['per_second']:,.0f}",
             *(f"{f['half'][p]:.2f}" for p in ("p50_ms", "p90_ms", "p99_ms", "p999_ms")),
             f"{f['half']['p99_ms'] / f['half']['p50_ms']:.1f}"] for op, f in figures.items()]
    return ("## Latencies at half load\n\nOn disk, 64 connections, each pausing between its requests so that about half as many come "
            "a second as 32 connections without a pause reach; ms.\n\n" +
            table(["operation", "full, /s", "half, /s", "p50", "p90", "p99", "p99.9", "p99 / p50"], rows) +
            "\n![Latencies at half load](performance/latencies.svg)\n")


def sizes(figures):
    rows = [[f"{int(count):,}", *(f"{f['rates'][op]['per_second']:,.0f}/s, {f['rates'][op]['cpu_us']:.0f} µs" for op in f["rates"]),
             f"{f['resident_mb']:,.0f} MB"] for count, f in figures.items()]
    return ("## Table size\n\nOn disk, items of 100 bytes, keys all over the table; requests a second and CPU time a request, measured after the "
            "table's filling was compacted. PutItem runs for a minute, and its CPU time has that of compaction in it, also what is "
            "left to compact afterwards.\n\n" +
            table(["items", "GetItem", "PutItem", "Query (10 items)", "resident"], rows) +
            "\n![CPU time a request against table size](performance/sizes.svg)\n")


def notes(figures):
    names = list(figures)
    what = {"get": "get a note", "list": "list 50 notes", "create": "create a note"}
    rows = []
    for operation, words in what.items():
        row = [words, *(f"{figures[n]['rates'][operation]['per_second']:,.0f}/s" for n in names)]
        if len(names) == 2:
            ratio = figures[names[0]]["rates"][operation]["per_second"] / figures[names[1]]["rates"][operation]["per_second"]
            row += [times(ratio), f"≥ {NOTES_GOALS[operation]} ×", "yes" if ratio >= NOTES_GOALS[operation] else "**no**"]
        rows.append(row)
    idle = ["idle memory", *(f"{figures[n]['idle_mb']:,.0f} MB" for n in names)]
    rows.append(idle + [""] * (3 if len(names) == 2 else 0))
    return ("## The Notes API\n\nBeside the Flask app it began as, under gunicorn with 2 workers of 4 threads; 32 connections, notes of "
            "1,000 bytes.\n\n" + table(["", *names, *(["ratio", "goal", ""] if len(names) == 2 else [])], rows))


SECTIONS = {"peers": peers, "connections": connections, "half-load": half_load, "sizes": sizes, "notes": notes}


def figure(title, x, y):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "tabella", "svg.fonttype": "none", "font.size": 10})
    from matplotlib import pyplot

    drawing, axes = pyplot.subplots(figsize=(8, 4.5))
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(True, alpha=0.3)
    return drawing, axes


def save(drawing, name):
    path = PLOTS / name
    drawing.tight_layout()
    drawing.savefig(path, metadata={"Date": None})
    return [path]


def plot_connections(results):
    if "connections" not in results:
        return []
    drawing, axes = figure("Throughput against connections", "connections", "requests/s")
    for name, operations in results["connections"]["figures"].items():
        for operation, rates in operations.items():
            if name == LIMIT and operation == "put":
                continue
            label = name if name == LIMIT else f"{name}: {OPERATIONS[operation]}"
            axes.plot([int(c) for c in rates], [r["per_second"] for r in rates.values()], marker="o", label=label)
    axes.set_xscale("log", base=2)
    axes.set_xticks([2**i for i in range(9)], [str(2**i) for i in range(9)])
    axes.set_ylim(bottom=0)
    axes.legend()
    return save(drawing, "connections.svg")


def plot_latencies(results):
    if "half-load" not in results:
        return []
    drawing, axes = figure("Latencies at half load, on disk", "percentile", "ms")
    marks = {"p50_ms": "50", "p90_ms": "90", "p99_ms": "99", "p999_ms": "99.9"}
    for operation, figures in results["half-load"]["figures"].items():
        axes.plot(list(marks.values()), [figures["half"][m] for m in marks], marker="o", label=OPERATIONS[operation])
    axes.set_yscale("log")
    axes.legend()
    return save(drawing, "latencies.svg")


def plot_sizes(results):
    if "sizes" not in results:
        return []
    drawing, axes = figure("CPU time a request against table size, on disk", "items in the table", "µs")
    figures = results["sizes"]["figures"]
    for operation in ("get", "put", "query"):
        axes.plot([int(c) for c in figures], [f["rates"][operation]["cpu_us"] for f in figures.values()], marker="o",
                  label=OPERATIONS[operation])
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.legend()
    return save(drawing, "sizes.svg")
