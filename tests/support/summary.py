"""Adds up the reports of ctest, GoogleTest and pytest to one closing line: N passed, N failed, N skipped.

    summary.py REPORTS    with REPORTS/ctest.xml, REPORTS/gtest/*.xml and REPORTS/pytest.xml

Each GoogleTest case counts. A ctest entry that failed without a failed case (a crash, a
sanitizer's report, a timeout) counts as one failure. Exits 1 when anything failed or nothing ran.
"""

import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path


def outcome(case):
    """passed, failed or skipped, of one <testcase> in any of the three dialects."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    silent = case.get("status") in ("notrun", "disabled") or case.get("result") == "skipped"
    return "skipped" if silent or case.find("skipped") is not None else "passed"


def cases(report):
    return list(xml.parse(report).getroot().iter("testcase"))


def count(reports):
    total = Counter()
    failed_cases_of = {}
    for report in sorted(reports.glob("gtest/*.xml")):
        counted = Counter(map(outcome, cases(report)))
        failed_cases_of[report.stem] = counted["failed"]
        total += counted
    if (reports / "ctest.xml").exists():
        for entry in cases(reports / "ctest.xml"):
            # The executable tabella_NAME_test writes tabella_NAME_test.xml, and ctest calls it NAME.
            executable = f"tabella_{entry.get('name')}_test"
            if executable not in failed_cases_of:
                total[outcome(entry)] += 1
            elif entry.find("failure") is not None and not failed_cases_of[executable]:
                total["failed"] += 1
    if (reports / "pytest.xml").exists():
        total += Counter(map(outcome, cases(reports / "pytest.xml")))
    return total


def main():
    total = count(Path(sys.argv[1]))
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
