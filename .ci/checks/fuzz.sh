# Any bytes, in the place of what was written, are read as what they say or refused: Jazzer looks for others, from the
# kept inputs on. A bug planted in each decoder must be found. To keep what reaches new code: DURABILITY_FUZZ_KEEP=true.
check-fuzz() {
  [ "$built" = yes ] || mvn -B -ntp -q test-compile -Djacoco.skip -pl backend-fs -am </dev/null
  mvn -B -ntp -q -N -Pfuzz dependency:copy@jazzer </dev/null
  local seconds=8 log=target/fuzz.log classes
  [ "${DURABILITY_FULL:-}" != true ] || seconds=20
  [ "${DURABILITY_SOAK:-}" != true ] || seconds=2000
  mkdir -p target
  classes=$(printf '../%s:' target/tools/fuzz/*.jar {core,testkit,backend-fs}/target/{,test-}classes)
  # In the folder of the module, from where the sources of the planted bugs are found.
  (cd backend-fs && "$JAVA_HOME/bin/java" -cp "$classes" io.durability.mutants.FuzzRun \
    ../testkit/src/test/resources/fuzz "$seconds" "${DURABILITY_FUZZ_KEEP:-false}") 2>&1 | tee "$log" ||
    below "$(tail -n 1 "$log")"
}
