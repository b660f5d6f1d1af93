# Checks of a log whose directory fails, crashes, or holds what no log wrote.

# Runs some test classes of the testkit and prints the figure that they leave.
log-figure() { # name of the figure, test classes
  local name=$1 figure=testkit/target/figures/$1.txt class
  shift
  build_counts test -pl testkit -am -Dtest="$(IFS=,; echo "$*")" -Dsurefire.failIfNoSpecifiedTests=false
  for class in "$@"; do
    python3 .ci/reports.py class "$class"
  done
  grep -qE '[1-9]' "$figure" 2>/dev/null || below "$name: no count in $figure"
  tail -n 1 "$figure"
}

# Every operation of a log's life, of recovery and claim, and of a publish fails: nothing acknowledged is lost.
check-log-faults() {
  log-figure log-faults LogFaultCanFailTest MemoryLogFaultTest
}

# Random lives of a log with crashes agree with a model of it.
check-log-model() {
  log-figure log-model LogModelCanFailTest MemoryLogModelTest
}

# Random bytes in the files of a log never crash who reads it.
check-random-bytes() {
  log-figure random-bytes RandomBytesTest
}
