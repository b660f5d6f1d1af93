# Many threads at a log come out as if they had gone one after the other, and lose nothing when they are held up,
# interrupted, or the store fails; planted races are found.
check-concurrency() {
  local figures=(backend-fs/target/figures/linearizability.txt backend-fs/target/figures/races.txt
    testkit/target/figures/thread-storm.txt)
  rm -f "${figures[@]}"
  # Always run anew: the build of every day does a tenth of it.
  DURABILITY_FULL=true mvn -B -ntp test -Djacoco.skip -pl testkit,backend-fs -am \
    -Dtest='Linearizability*Test,ThreadStormTest' -Dsurefire.failIfNoSpecifiedTests=false </dev/null ||
    below "concurrency: a history is none of a sequential log, a storm lost something, or a planted race is not found"
  python3 .ci/reports.py class LinearizabilityTest
  python3 .ci/reports.py class ThreadStormTest
  local found all
  read -r found all < <(sed -nE 's/^([0-9]+) of ([0-9]+) planted races found$/\1 \2/p' "${figures[1]}")
  [ "${found:-0}" = "${all:-1}" ] && [ "$found" -ge 4 ] || below "concurrency: ${found:-0} of ${all:-4} planted races found"
  echo "concurrency: linearizable, $(cat "${figures[0]}"); $(cat "${figures[1]}"); $(cat "${figures[2]}")"
}
