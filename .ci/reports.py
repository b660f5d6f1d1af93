"""Reads what the build left behind: JUnit XML reports and jacoco XML. Prints a figure; exits 1 below the bar."""

import argparse
import glob
import re
import sys
import xml.etree.ElementTree as ElementTree


def below(reason):
    print("BELOW THE BAR: " + reason)
    sys.exit(1)


def suites(name=".*"):
    """The report of every test class whose simple name matches."""
    found = []
    for kind in ("surefire", "failsafe"):
        for path in sorted(glob.glob(f"*/target/{kind}-reports/TEST-*.xml")):
            suite = ElementTree.parse(path).getroot()
            if re.fullmatch(name, suite.get("name").rpartition(".")[2]):
                found.append(suite)
    return found


def total(found, *counts):
    return sum(int(suite.get(count)) for suite in found for count in counts)


def must_be_whole(label, found):
    """Tests ran, none failed, none was skipped."""
    if total(found, "tests") == 0:
        below(f"{label}: no test ran")
    for suite in found:
        for case in suite.iter("testcase"):
            for outcome in ("failure", "error", "skipped"):
                if case.find(outcome) is not None:
                    print(f"{outcome}: {suite.get('name')}.{case.get('name')}")
    bad, skipped = total(found, "failures", "errors"), total(found, "skipped")
    if bad or skipped:
        below(f"{label}: {bad} failed, {skipped} skipped of {total(found, 'tests')}")


def all_tests(args):
    found = suites()
    must_be_whole(args.label, found)
    print(f"{args.label}: {total(found, 'tests')} tests in {len(found)} classes, 0 failed, 0 skipped")


def one_class(args):
    found = suites(re.escape(args.name))
    must_be_whole(args.name, found)
    print(f"{args.name}: {total(found, 'tests')} tests, 0 failed, 0 skipped")


def contract(args):
    directories = suites(r".*DirectoryContract\w*Test")
    logs = suites(r".*LogContract\w*Test")
    must_be_whole("directory contract", directories)
    must_be_whole("log contract", logs)
    for suite in directories + logs:
        print(f"{suite.get('name')}: {suite.get('tests')} cases, {suite.get('skipped')} skipped")
    for suite in directories:
        if total([suite], "tests") < args.cases_min:
            below(f"contract: {suite.get('name')} has {suite.get('tests')} cases, at least {args.cases_min} wanted")
    try:
        with open(args.able_to_fail, encoding="utf-8") as report:
            shown = re.search(r"shown able to fail: (\d+) of (\d+)", report.read())
    except FileNotFoundError:
        shown = None
    if shown is None:
        below(f"contract: {args.able_to_fail} does not say how many cases were shown able to fail")
    failing, cases = map(int, shown.groups())
    if failing != cases or cases < args.cases_min:
        below(f"contract: {shown.group()}")
    each = ", ".join(f"{suite.get('name').rpartition('.')[2]} {suite.get('tests')}" for suite in directories + logs)
    print(f"contract: cases {each}; 0 skipped; {shown.group()}")


def passed_tests():
    """The names of all classes and tests, as in Class and Class.test, that ran and passed."""
    passed, failed = set(), set()
    for suite in suites():
        simple = suite.get("name").rpartition(".")[2]
        for case in suite.iter("testcase"):
            names = {simple, simple + "." + re.split(r"[(\[{]", case.get("name"))[0]}
            bad = any(case.find(outcome) is not None for outcome in ("failure", "error", "skipped"))
            (failed if bad else passed).update(names)
    return passed - failed


def table_rows(path, last_heading):
    """The rows of the tables in a text, without headings: a list of cells each."""
    with open(path, encoding="utf-8") as table:
        rows = [line.strip().strip("|").split("|") for line in table if line.startswith("|")]
    rows = [[cell.strip() for cell in row] for row in rows if not set("".join(row)) <= set("-: ")]
    return [row for row in rows if row[-1] != last_heading]


def named_tests(cell):
    return re.findall(r"`(\w+(?:\.\w+)?)`", cell)


def parity(args):
    """Every test that a row of the table names ran and passed; a row that says missing, or names none, is missing."""
    passed = passed_tests()
    rows = table_rows(args.table, "proven by")
    missing, tests = 0, set()
    for row in rows:
        named = named_tests(row[-1])
        absent = [name for name in named if name not in passed]
        tests.update(named)
        if absent or not named or "missing" in row[-1]:
            missing += 1
            print(f"missing: {row[0]}: {', '.join(absent) or row[-1] or 'no test named'}")
    if not rows:
        below(f"parity: no row in {args.table}")
    figure = f"parity: {len(rows) - missing} of {len(rows)} rows, {len(tests)} tests, {missing} missing"
    if missing:
        below(figure)
    print(figure)


def fault_tags():
    """The numbers that the test methods of the sources carry, by name of the method."""
    tags = {}
    for path in glob.glob("*/src/*/java/**/*.java", recursive=True):
        with open(path, encoding="utf-8") as source:
            text = source.read()
        for annotations, method in re.findall(r"((?:^ *@.*\n)+) *(?:\w+ )*void (\w+)\(", text, re.MULTILINE):
            tags.setdefault(method, set()).update(map(int, re.findall(r'@Tag\("fault-(\d+)"\)', annotations)))
    return tags


def faults(args):
    """Every row is proven by tests that ran, passed and carry its number, or says what it waits for."""
    passed, tags = passed_tests(), fault_tags()
    rows = table_rows(args.table, "tests")
    numbers = [int(row[0]) for row in rows]
    wrong, pending, tests, places = [], 0, set(), dict.fromkeys(("memory", "simulated", "local disk"), 0)
    if numbers != list(range(1, args.rows + 1)):
        wrong.append(f"rows are not 1 to {args.rows}, each once and in order")
    wrong += [f"a test carries fault-{n}, and there is no such row" for n in set().union(*tags.values()) - set(numbers)]
    for number, (_, _, _, where, cell) in zip(numbers, rows):
        named = named_tests(cell)
        tests.update(named)
        if "pending" in where:
            pending += 1
            print(f"pending: row {number}: {where}")
        elif not named:
            wrong.append(f"row {number} names no test")
        for name in named:
            if name not in passed:
                wrong.append(f"row {number}: {name} did not run and pass")
            if number not in tags.get(name.rpartition(".")[2], ()):
                wrong.append(f'row {number}: {name} does not carry @Tag("fault-{number}")')
        for place in places:
            places[place] += bool(named) and place in where
    for line in wrong:
        print("wrong: " + line)
    each = ", ".join(f"{place} {count}" for place, count in places.items())
    figure = f"faults: {len(rows)} rows × {each}; {len(tests)} tests, {pending} rows pending, {len(wrong)} wrong"
    if wrong:
        below(figure)
    print(figure)


def coverage(args):
    for package in ElementTree.parse(args.xml).getroot().iter("package"):
        if package.get("name") == args.package:
            break
    else:
        below(f"coverage: nothing of {args.package} in {args.xml}")
    for file in package.iter("sourcefile"):
        for line in file.iter("line"):
            if int(line.get("mi")) or int(line.get("mb")):
                print(f"{file.get('name')}:{line.get('nr')}: missed, {line.get('mb')} branches of it")
    figures = []
    missed = 0
    for kind in ("LINE", "BRANCH"):
        counter = package.find(f"counter[@type='{kind}']")
        if counter is None:
            below(f"coverage: no {kind.lower()} of {args.package} in {args.xml}")
        hit, lost = int(counter.get("covered")), int(counter.get("missed"))
        missed += lost
        figures.append(f"{kind.lower()} {hit} of {hit + lost}")
    figure = f"coverage of {args.package.replace('/', '.')}: {', '.join(figures)}"
    if missed:
        below(figure)
    print(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("all")
    command.add_argument("--label", default="tests")
    command.set_defaults(run=all_tests)
    command = commands.add_parser("class")
    command.add_argument("name")
    command.set_defaults(run=one_class)
    command = commands.add_parser("contract")
    command.add_argument("--cases-min", type=int, required=True)
    command.add_argument("able_to_fail")
    command.set_defaults(run=contract)
    command = commands.add_parser("parity")
    command.add_argument("table")
    command.set_defaults(run=parity)
    command = commands.add_parser("faults")
    command.add_argument("--rows", type=int, required=True)
    command.add_argument("table")
    command.set_defaults(run=faults)
    command = commands.add_parser("coverage")
    command.add_argument("xml")
    command.add_argument("package")
    command.set_defaults(run=coverage)
    args = parser.parse_args()
    args.run(args)


main()
