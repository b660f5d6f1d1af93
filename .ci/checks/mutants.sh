# Each barrier of the protocol removed or misplaced in turn: a scenario must notice.
check-mutants() {
  local figure=backend-fs/target/figures/mutants.txt
  rm -f "$figure"
  # Always run anew: the build of every day compiles a few of them only.
  DURABILITY_MUTANTS=all mvn -B -ntp test -Djacoco.skip -pl backend-fs -am \
    -Dtest='ScenariosTest,MutantsTest' -Dsurefire.failIfNoSpecifiedTests=false </dev/null ||
    below "mutants: a mutant survives, or a scenario fails on the code as it is"
  python3 .ci/reports.py class MutantsTest
  cat "$figure"
  local caught all
  read -r caught all < <(sed -nE 's/^mutants: ([0-9]+) of ([0-9]+) caught$/\1 \2/p' "$figure")
  [ "${caught:-0}" = "${all:-1}" ] || below "mutants: ${caught:-0} of ${all:-?} caught"
  [ "$caught" -ge 74 ] || below "mutants: $caught caught, at least 74 wanted"
  tail -n 1 "$figure"
}
