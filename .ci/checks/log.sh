# Checks of the log and the directories it stands on.

# The contract of a directory, and of a log on one, on every directory there is.
check-contract() {
  build test -pl testkit,backend-fs -am
  python3 .ci/reports.py contract --cases-min 70 testkit/target/contract/able-to-fail.txt
}

# A log cut at every byte and every byte flipped gives the right prefix or a typed error.
check-cut-every-byte() {
  local figure=testkit/target/figures/cut-every-byte.txt
  # Always run anew: the build of every day takes a part of the cases only.
  rm -f "$figure"
  DURABILITY_CUTS=all mvn -B -ntp test -Djacoco.skip -Dtest.jit=-XX:+TieredCompilation -pl testkit -am -Dtest=CutEveryByteTest \
    -Dsurefire.failIfNoSpecifiedTests=false </dev/null || below "cut-every-byte: a case is wrong"
  python3 .ci/reports.py class CutEveryByteTest
  grep -qE '[1-9]' "$figure" 2>/dev/null || below "cut-every-byte: no count in $figure"
  tail -n 1 "$figure"
}

# Entries, ids and states do not depend on sync policy, buffering, segmentation or the cadence of publishes.
check-invariance() {
  local figure=testkit/target/figures/invariance.txt
  build_counts test -pl testkit -am -Dtest='*InvarianceTest' -Dsurefire.failIfNoSpecifiedTests=false
  python3 .ci/reports.py class LogInvarianceTest
  grep -qE '[1-9]' "$figure" 2>/dev/null || below "invariance: no count in $figure"
  tail -n 1 "$figure"
}

# A log and a checkpoint of 1 GiB, each written and read in a process with 64 MiB of heap.
check-memory() {
  [ "$built" = yes ] || mvn -B -ntp -q test-compile -pl backend-fs -am </dev/null
  local mib=1024 folder free classes=core/target/classes:backend-fs/target/classes:backend-fs/target/test-classes
  local began=$SECONDS piece line figures=()
  folder=$(mktemp -d)
  # shellcheck disable=SC2064 # now, because the variable is local
  trap "rm -rf '$folder'" EXIT
  free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge $((3 * mib)) ] || below "memory: $free MiB free in $folder, $((3 * mib)) needed"
  for piece in append replay checkpoint-write checkpoint-read; do
    line=$("$JAVA_HOME/bin/java" -Xmx64m -ea -cp "$classes" io.durability.fs.MemoryRun \
      "$piece" "$folder/${piece%%-*}" "$mib" 2>&1 | tail -n 1) || below "memory: $line"
    echo "$line"
    figures+=("$line")
    [ "$piece" != append ] || mv "$folder/append" "$folder/replay"
    [ "$piece" != replay ] || rm -rf "$folder/replay"
  done
  [ $((SECONDS - began)) -lt 60 ] || below "memory: $((SECONDS - began)) s, less than 60 wanted"
  local all
  all=$(printf '%s; ' "${figures[@]}")
  echo "memory: 1 GiB each with -Xmx64m in $((SECONDS - began)) s: ${all%; }"
}

# Nothing acknowledged is lost when the demo kills itself, and the demo notices when something is.
check-main-job() {
  [ "$built" = yes ] || mvn -B -ntp -q -Dmaven.test.skip=true -pl cli -am package </dev/null
  local work=target/main-job seed rounds lost
  rm -rf "$work"
  demo() { # name, arguments: a run in a folder of its own, its output kept beside the report
    mkdir -p "$work/$1"
    (cd "$work/$1" && ../../../durability demo "${@:2}" </dev/null 2>&1 | tee output.txt)
  }
  for seed in 1 2 3; do
    rounds=()
    if [ "$seed" = 1 ] || [ "${DURABILITY_FULL:-}" = true ]; then rounds=(--rounds 100); fi
    demo "seed-$seed" --seed "$seed" ${rounds[@]+"${rounds[@]}"} || below "main-job: seed $seed failed"
    grep -qE '(^|[^0-9])0 acknowledged entries lost' "$work/seed-$seed/output.txt" ||
      below "main-job: seed $seed does not say that nothing was lost"
  done
  # In a place of its own: what a failed demo leaves as evidence is removed by the next run.
  if demo sabotage --seed 1 --sabotage --uri "file://$PWD/$work/sabotage/log"; then below "main-job: the sabotaged run passed"; fi
  lost=$(grep -oE '[1-9][0-9]* acknowledged entr(y|ies) lost' "$work/sabotage/output.txt" | tail -n 1) ||
    below "main-job: the sabotaged run failed without saying what was lost"
  echo "main-job: 0 acknowledged entries lost with 3 seeds; sabotage noticed, $lost"
}
