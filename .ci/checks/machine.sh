# Checks of what only a real machine shows: processes killed, file systems cut off, system calls that fail or lie.

machine_classes=core/target/classes:testkit/target/classes:backend-fs/target/classes:backend-fs/target/test-classes

# Ends the check, loudly, if the machine cannot do this: a check that could not run proves nothing.
need() { # what for, then the tools
  local tool
  [ "$(id -u)" -eq 0 ] || below "$1: needs root, to mount and to trace"
  for tool in "${@:2}"; do
    command -v "$tool" >/dev/null || below "$1: $tool is missing"
  done
}

compile_machine() { # modules
  mkdir -p target
  [ "$built" = yes ] || mvn -B -ntp -q test-compile -Djacoco.skip -pl "$1" -am </dev/null
}

# Writers of the demo's ledger are killed by kill -9, most with appends in flight, some inside a publish.
check-kill9() {
  compile_machine examples
  local rounds=50 folder
  [ -z "${DURABILITY_SOAK:-}" ] || rounds=500
  folder=$(mktemp -d)
  # shellcheck disable=SC2064 # now, because the variable is local
  trap "rm -rf '$folder'" EXIT
  "$JAVA_HOME/bin/java" -ea -cp "$machine_classes:examples/target/classes:examples/target/test-classes" \
    io.durability.examples.demo.KillRun "$folder" "$rounds" "${DURABILITY_SEED:-1}" | tee target/kill9.out ||
    below "$(tail -n 2 target/kill9.out | tr '\n' ' ')(to hold: nothing lost, 80 % in flight, 20 % inside a publish)"
}

# ext4 and xfs are cut off from their disk under a log; without forces the same must lose.
check-power-loss() {
  need power-loss mount umount mkfs.ext4 mkfs.xfs xfs_io
  compile_machine backend-fs
  local rounds=30 type line figures=()
  [ -z "${DURABILITY_SOAK:-}" ] || rounds=300
  for type in ext4 xfs; do
    line=$("$JAVA_HOME/bin/java" -ea -cp "$machine_classes" io.durability.fs.PowerLossRun \
      "$type" "$rounds" "${DURABILITY_SEED:-1}" 2>target/power-loss-"$type".err | tee /dev/stderr | tail -n 1) ||
      { tail -n 50 target/power-loss-"$type".err && below "power-loss: $line"; }
    figures+=("$line")
  done
  echo "power-loss: ${figures[0]}; ${figures[1]}"
}

# System calls of a writer fail, lie, or are its last; disks are full and processes frozen.
check-machine() {
  need machine strace mount umount kill
  compile_machine backend-fs
  "$JAVA_HOME/bin/java" -ea -cp "$machine_classes" io.durability.fs.TracedRun 2>target/machine.err |
    tee target/machine.out || { tail -n 50 target/machine.err && below "machine: $(tail -n 1 target/machine.out)"; }
  echo "machine: $(tail -n 1 target/machine.out)"
}
