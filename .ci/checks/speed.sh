# Checks of speed. What a shared machine cannot tell is reported, not judged.

# The class path of the benchmarks, as the build of every day leaves it.
benchmark_path() {
  [ "$built" = yes ] && [ -s benchmarks/target/classpath.txt ] ||
    mvn -q -B -ntp -Dmaven.test.skip=true -pl benchmarks -am package </dev/null >&2 || return
  echo "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)"
}

# This library beside others and the limit of the machine, in one run; against benchmarks/targets.properties. Reported.
# DURABILITY_SPEED='--payload 100,1024,65536 --rounds 5' is the whole table.
check-speed() {
  local open=() proofs=() name names figures arguments
  local path=benchmarks/peers/target/classes
  read -r -a arguments <<<"${DURABILITY_SPEED:---rounds 3}"
  mvn -q -B -ntp -Ppeers -Dmaven.test.skip=true -pl benchmarks/peers -am package </dev/null >&2 || below "speed: not built"
  # As Chronicle Queue asks for.
  for name in java.base/java.lang java.base/java.lang.reflect java.base/java.io java.base/java.util \
    java.base/sun.nio.ch java.base/jdk.internal.ref jdk.compiler/com.sun.tools.javac; do
    open+=(--add-opens "$name=ALL-UNNAMED")
  done
  open+=(--add-exports java.base/jdk.internal.ref=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED
    --add-exports jdk.unsupported/sun.misc=ALL-UNNAMED -Dchronicle.analytics.disable=true)
  path+=:$(cat benchmarks/peers/target/classpath.txt)
  mkdir -p target
  "$JAVA_HOME/bin/java" -Xmx4g "${open[@]}" -cp "$path" \
    io.durability.benchmarks.peers.SpeedBenchmark target "${arguments[@]}" --markdown target/speed.md \
    >target/speed.out 2>target/speed.err || { tail -n 20 target/speed.err && below "speed: it cannot be measured"; }
  cat target/speed.out
  mapfile -t names < <("$JAVA_HOME/bin/java" -cp "$path" io.durability.benchmarks.peers.SyncProof)
  for name in "${names[@]}"; do
    proofs+=("$name $(syncs-of "$name" "${open[@]}" -cp "$path")")
  done
  figures=$(grep '^w[1-5]' target/speed.out | paste -sd '|' | sed 's/|/ | /g')
  echo "speed (ours ÷ best peer; ours ÷ limit): $figures; syncs per 100 appends, as strace counts:" \
    "$(IFS=,; echo "${proofs[*]}" | sed 's/,/, /g')"
}

# How many syncs a hundred more durable appends of a contender cost; a peer that costs none promises nothing.
syncs-of() { # name, options of the JVM
  local name=$1 appends count=() status
  shift
  command -v strace >/dev/null || { echo "not traced" && return; }
  for appends in 20 120; do
    status=0
    strace -f -qq -e trace=fsync,fdatasync,msync,sync_file_range -o target/syncs.trace "$JAVA_HOME/bin/java" "$@" \
      io.durability.benchmarks.peers.SyncProof "$name" "$appends" target >/dev/null 2>&1 </dev/null || status=$?
    [ "$status" -ne 3 ] || { echo "not supported here" && return; }
    [ "$status" -eq 0 ] || { echo "not counted, exit $status" && return; }
    # A call that another thread interrupts stands on two lines.
    count+=("$(grep -cE '(fsync|fdatasync|msync|sync_file_range)\(' target/syncs.trace)")
  done
  echo $((count[1] - count[0]))
}

# What an append leaves in the heap: its ack, and nothing else.
check-allocation() {
  local path bytes most=0 bytes_max=40
  path=$(benchmark_path) || below "allocation: not built"
  mkdir -p target
  "$JAVA_HOME/bin/java" -cp "$path" org.openjdk.jmh.Main AppendBenchmark -prof gc -f 1 -wi 3 -w 1 -i 3 -r 1 \
    -jvmArgs -Xmx512m -rff target/allocation.csv </dev/null >target/allocation.out 2>&1 ||
    { tail -n 20 target/allocation.out && below "allocation: it cannot be measured"; }
  while read -r bytes; do
    most=$(awk -v a="$most" -v b="$bytes" 'BEGIN { print (b > a) ? b : a }')
  done < <(awk -F, '/gc.alloc.rate.norm/ { gsub(/"/, ""); print $5 }' target/allocation.csv)
  awk -v most="$most" -v max="$bytes_max" 'BEGIN { exit !(most > 0 && most <= max) }' ||
    below "allocation: $most bytes an append, at most $bytes_max wanted"
  echo "allocation: $most bytes an append, at most $bytes_max wanted"
}

# Opening and publishing cost the same however long the log is that is kept.
check-scaling() {
  local path largest=1024
  path=$(benchmark_path) || below "scaling: not built"
  [ "${DURABILITY_FULL:-}" != true ] || largest=4096
  mkdir -p target
  "$JAVA_HOME/bin/java" -Xmx1g -cp "$path" io.durability.benchmarks.ScalingRun target "$largest" 9 1000 \
    >target/scaling.out 2>target/scaling.err ||
    { cat target/scaling.out && tail -n 20 target/scaling.err && below "scaling: $(tail -n 1 target/scaling.out)"; }
  cat target/scaling.out
  echo "scaling: $(tail -n 1 target/scaling.out); $(grep 'logs in one process' target/scaling.out)"
}
