# Checks by crashing.

# Every state that a power loss or a kill may leave of a simulated disk recovers to what was promised.
# One state alone: DURABILITY_CRASH='PATH' .ci/check crash-states, with the path and DURABILITY_SEED as printed.
check-crash-states() {
  [ "$built" = yes ] || mvn -B -ntp -q test-compile -pl backend-fs -am </dev/null
  local log=target/crash-states.log arguments=(--seed "${DURABILITY_SEED:-20260101}")
  [ -z "${DURABILITY_SOAK:-}" ] || arguments+=(--rounds 100)
  [ -z "${DURABILITY_CRASH:-}" ] || arguments+=(--replay "$DURABILITY_CRASH")
  mkdir -p target
  "$JAVA_HOME/bin/java" -Xmx4g -ea \
    -cp core/target/classes:testkit/target/classes:backend-fs/target/classes:backend-fs/target/test-classes \
    io.durability.fs.CrashStatesRun "${arguments[@]}" 2>&1 | tee "$log" ||
    below "$(tail -n 1 "$log")"
}
