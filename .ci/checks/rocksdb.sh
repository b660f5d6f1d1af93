# Checks of the directory in RocksDB.

# Every test of the backend ran, the two contracts on an own and on a shared database among them.
check-rocksdb() {
  build test -pl backend-rocksdb -am -Dtest='io/durability/rocksdb/*Test' -Dsurefire.failIfNoSpecifiedTests=false
  local class
  for class in RocksDirectoryContractTest RocksLogContractTest SharedDirectoryContractTest SharedLogContractTest; do
    python3 .ci/reports.py class "$class"
  done
  python3 - <<'PYTHON'
import glob
import sys
import xml.etree.ElementTree as ElementTree

suites = [ElementTree.parse(path).getroot() for path in glob.glob("backend-rocksdb/target/surefire-reports/TEST-*.xml")]
tests, bad, skipped = (
    sum(int(suite.get(count)) for suite in suites for count in counts)
    for counts in (("tests",), ("failures", "errors"), ("skipped",))
)
if tests == 0 or bad or skipped:
    print(f"BELOW THE BAR: rocksdb: {tests} tests, {bad} failed, {skipped} skipped")
    sys.exit(1)
print(f"rocksdb: {tests} tests in {len(suites)} classes, 0 failed, 0 skipped")
PYTHON
}

# The class path of a module's main classes and its libraries, for programs that are not tests.
rocksdb_path() { # module
  local list=target/rocksdb-$1.classpath
  mkdir -p target
  mvn -q -B -ntp test-compile dependency:build-classpath -DincludeScope=test \
    -Dmdep.outputFile="$PWD/$list" -pl "$1" -am </dev/null >&2 || return
  cat "$list"
}

# Processes killed while they write, and their file system cut off from its disk: nothing acknowledged is lost. The
# same without syncs loses.
check-rocksdb-crash() {
  local path line
  path=$(rocksdb_path backend-rocksdb) || below "rocksdb-crash: not built"
  line=$("$JAVA_HOME/bin/java" -ea -cp "backend-rocksdb/target/classes:backend-rocksdb/target/test-classes:$path" \
    io.durability.rocksdb.CrashRun "${DURABILITY_KILLS:-50}" "${DURABILITY_CUTS:-30}" "${DURABILITY_SEED:-$RANDOM}" \
    2>&1 | tail -n 1) || below "rocksdb-crash: $line"
  echo "rocksdb-crash: $line"
}

# Durable appends through a log in RocksDB against the same straight to RocksDB. Reported, not judged: 0.9 is wanted,
# and a shared machine can't tell.
check-rocksdb-speed() {
  local path line
  path=$(rocksdb_path benchmarks) || below "rocksdb-speed: not built"
  line=$("$JAVA_HOME/bin/java" -cp "benchmarks/target/classes:$path" \
    io.durability.benchmarks.RocksRatio 16 1024 7 1500 2>&1 | tail -n 1) || below "rocksdb-speed: $line"
  echo "rocksdb-speed: $line, 0.9 wanted"
}
