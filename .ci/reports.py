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
    clauses = cited_clauses(args.clauses)
    print(f"contract: cases {each}; 0 skipped; {shown.group()}; all {clauses} clauses are cited by tests")


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


def tags_of(pattern):
    """What of the tags that the test methods of the sources carry fits a pattern, by name of the method."""
    tags = {}
    for path in glob.glob("*/src/*/java/**/*.java", recursive=True):
        with open(path, encoding="utf-8") as source:
            text = source.read()
        for annotations, method in re.findall(r"((?:^ *@.*\n)+) *(?:\w+ )*void (\w+)\(", text, re.MULTILINE):
            tags.setdefault(method, set()).update(re.findall(f'@Tag\\("{pattern}"\\)', annotations))
    return tags


def fault_tags():
    return {method: set(map(int, numbers)) for method, numbers in tags_of(r"fault-(\d+)").items()}


def cited_clauses(path):
    """How many clauses the contract has; all of them must be cited by tests that ran and passed."""
    with open(path, encoding="utf-8") as text:
        clauses = re.findall(r"^- \*\*([LPD]\d+) ", text.read(), re.MULTILINE)
    passed = {name.rpartition(".")[2] for name in passed_tests()}
    cited = set().union(*(tags for method, tags in tags_of(r"([LPD]\d+)").items() if method in passed))
    missing = [clause for clause in clauses if clause not in cited]
    if missing or not clauses:
        below(f"contract: no test that passed cites {', '.join(missing) or 'any clause'}")
    return len(clauses)


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


# What backs the fenced blocks of each document, by their language.
SNIPPETS = {
    "README.md": {
        "java": "ReadmeTest.snippet_isTheOneThatIsCompiled_andRuns",
        "sh": "ReadmeTest.commands_areTwo_andTheFirstRuns",
    },
    "docs/BACKENDS.md": {
        "java": "BackendsGuideTest.snippets_areTheOnesThatAreCompiledAndRun",
        "xml": "ProvidersIT",
    },
    "docs/CLI.md": {"console": "CliDocumentTest.examples_showWhatComes"},
    "docs/FORMAT.md": {"": "GoldenBytesTest"},
    "docs/SERVERLESS.md": {"java": "SnippetsTest.snippets_ofTheFunctionsPage_compile_againstWhatThePlatformsDeclare"},
    "docs/backends/rocksdb.md": {"java": "SnippetsTest.snippets_ofTheBackendsPages_compile"},
    "docs/backends/s3.md": {
        "java": "SnippetsTest.snippets_ofTheBackendsPages_compile",
        "json": "SnippetsTest.permissions_areTheSame_inThePolicyAndTheTemplate",
    },
}

# The columns of tables that promise something of a backend, and the places where tests must have run for each.
PLACES = {
    "on local disk and RocksDB": ("local disk", "RocksDB"),
    "on S3 and Azure": ("object stores",),
    "in memory": ("memory",),
    "memory": ("memory",),
    "local disk": ("local disk",),
}

# Cells that promise nothing.
NO_PROMISE = ("does not happen", "the log is gone", "the store's concern", "an `OutOfMemoryError`")


def abstract_tests():
    """The classes that run in place of an abstract test class, by its name."""
    subclasses = {}
    for path in glob.glob("*/src/test/java/**/*.java", recursive=True):
        with open(path, encoding="utf-8") as source:
            found = re.search(r"^(?:final )?class (\w+) extends (\w+Test)\b", source.read(), re.MULTILINE)
        if found:
            subclasses.setdefault(found.group(2), set()).add(found.group(1))
    return subclasses


def place_of(path, name):
    """Where a test class runs its log or directory."""
    if path.startswith("backend-rocksdb/") or "onRocksDb" in name:
        return "RocksDB"
    if re.match(r"(S3|Azure|Object|Takeover|Simulated)", name) or "OnObjects" in name:
        return "object stores"
    if path.startswith(("backend-fs/", "cli/", "examples/")):
        return "local disk"
    return "memory"


def test_places():
    places = {}
    for kind in ("surefire", "failsafe"):
        for path in glob.glob(f"*/target/{kind}-reports/TEST-*.xml"):
            name = path.rpartition("TEST-")[2][: -len(".xml")].rpartition(".")[2]
            places[name] = place_of(path, name)
    return places


def tables(path):
    """The tables of a text: their headings, and their rows as lists of cells."""
    found, inside = [], False
    with open(path, encoding="utf-8") as text:
        for line in text:
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
            if not line.startswith("|"):
                inside = False
            elif not inside:
                inside = True
                found.append((cells, []))
            elif not set("".join(cells)) <= set("-: "):
                found[-1][1].append(cells)
    return found


def documents():
    return ["README.md"] + sorted(glob.glob("docs/*.md") + glob.glob("docs/backends/*.md"))


def proofs(path):
    """The rows of the tables of a document that end with what they are proven by, with the tables' headings."""
    for headings, rows in tables(path):
        if headings[-1] == "proven by" and path != "docs/PARITY.md":
            for row in rows:
                yield headings, row


def doc_tests(args):
    """Prints the test classes that the documents name, for -Dtest."""
    subclasses = abstract_tests()
    names = {test for tests in SNIPPETS.values() for test in tests.values()}
    for path in documents():
        for _, row in proofs(path):
            names.update(named_tests(row[-1]))
    classes = {name.partition(".")[0] for name in names}
    print(",".join(sorted(each for name in classes for each in subclasses.get(name, {name}))))


def docs(args):
    """Every block, check and cell that promises something of a backend is backed by tests that ran and passed."""
    passed, places, subclasses = passed_tests(), test_places(), abstract_tests()
    counts = dict.fromkeys(("blocks", "checks", "cells"), 0)
    wrong, tests = [], set()

    def ran(name):
        """The tests that ran for a name, all of them passed; none if one did not."""
        simple, dot, method = name.partition(".")
        names = [each + dot + method for each in subclasses.get(simple, {simple})]
        tests.update(names)
        return names if all(each in passed for each in names) else []

    def place(name):
        return "RocksDB" if "onRocksDb" in name else places.get(name.partition(".")[0])

    checks = set()
    for path in glob.glob(".ci/checks/*.sh"):
        with open(path, encoding="utf-8") as source:
            checks.update(re.findall(r"^check-([\w-]+)\(\)", source.read(), re.MULTILINE))
    for path in documents():
        with open(path, encoding="utf-8") as source:
            text = source.read()
        for language in re.findall(r"^```(\w*)\n.*?^```$", text, re.MULTILINE | re.DOTALL):
            counts["blocks"] += 1
            test = SNIPPETS.get(path, {}).get(language)
            if test is None or not ran(test):
                wrong.append(f"{path}: a block of {language or 'text'} is backed by {test or 'nothing'}")
        for check in re.findall(r"\.ci/check ([a-z][\w-]*)", text):
            counts["checks"] += 1
            if check not in checks:
                wrong.append(f"{path}: there is no check {check}")
        for headings, row in proofs(path):
            named = named_tests(row[-1])
            wrong += [f"{path}: {row[0]}: {name} did not run and pass" for name in named if not ran(name)]
            where = {place(each) for name in named for each in ran(name)}
            if not where:
                wrong.append(f"{path}: {row[0]}: no test that ran is named")
            for heading, cell in zip(headings[1:-1], row[1:-1]):
                if cell.startswith(NO_PROMISE):
                    continue
                counts["cells"] += 1
                for each in PLACES.get(heading, ()) if headings[0] in ("event", "verb") else ():
                    if each not in where and not (each == "RocksDB" and "local disk only" in cell):
                        wrong.append(f"{path}: {row[0]}: no test of {each} is named")
    for line in wrong:
        print("wrong: " + line)
    figure = (
        f"docs: {counts['cells']} cells, {counts['blocks']} blocks, {counts['checks']} names of checks,"
        f" backed by {len(tests)} tests that ran; {len(wrong)} without"
    )
    if wrong or not all(counts.values()):
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
    command.add_argument("--clauses", default="docs/CONTRACT.md")
    command.add_argument("able_to_fail")
    command.set_defaults(run=contract)
    command = commands.add_parser("parity")
    command.add_argument("table")
    command.set_defaults(run=parity)
    command = commands.add_parser("faults")
    command.add_argument("--rows", type=int, required=True)
    command.add_argument("table")
    command.set_defaults(run=faults)
    command = commands.add_parser("doc-tests")
    command.set_defaults(run=doc_tests)
    command = commands.add_parser("docs")
    command.set_defaults(run=docs)
    command = commands.add_parser("coverage")
    command.add_argument("xml")
    command.add_argument("package")
    command.set_defaults(run=coverage)
    args = parser.parse_args()
    args.run(args)


main()
