# Checks of the build as a whole.

# Every test of the build ran: none failed, none was skipped.
check-no-skips() {
  build verify
  python3 .ci/reports.py all
}

# The byte layer is covered whole, by the tests of core and testkit together.
check-coverage() {
  build verify -pl testkit -am
  local tools=target/tools report=target/coverage/core.xml
  mvn -q -B -ntp -N dependency:copy@jacoco-cli </dev/null
  mkdir -p "$(dirname "$report")"
  java -jar "$tools"/org.jacoco.cli-*-nodeps.jar report core/target/jacoco.exec testkit/target/jacoco.exec \
    --classfiles core/target/classes --sourcefiles core/src/main/java --xml "$report"
  python3 .ci/reports.py coverage "$report" io/durability/internal/format
}

# Error Prone on the tests, which the build of every day runs on all other code.
check-test-analysis() {
  # Maven does not see that only the options of the compiler have changed.
  rm -rf ./*/target/test-classes
  mvn -B -ntp test-compile -Ptest-analysis </dev/null
  echo "test-analysis: 0 warnings of Error Prone in $(git ls-files '*/src/test/*.java' | wc -l) test classes"
}

# The documentation of every published class, without a warning.
check-javadoc() {
  mvn -B -ntp -DskipTests package javadoc:javadoc </dev/null
  echo "javadoc: 0 warnings"
}

# The same tests on JDK 25, all compilers at work, in a copy, so that the reports of 17 stay.
check-jdk-25() {
  local home copy=target/jdk-25
  if ! home=$(jdk_home 25); then
    case ",${DURABILITY_IT_REQUIRE:-}," in *,jdk25,*) below "jdk-25: no JDK 25 found, and it is required" ;; esac
    echo "************************************************************************"
    echo "  JDK 25 NOT TESTED: none beside JAVA_HOME; name one in JAVA_HOME_25_X64"
    echo "************************************************************************"
    echo "jdk-25: NOT RUN, no JDK 25 found"
    return 0
  fi
  rm -rf "$copy"
  mkdir -p "$copy"
  # What git knows or could add, as it is on disk: not the build, and not files deleted but still in the index.
  git ls-files -z --cached --others --exclude-standard |
    while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
    tar --null -T - -cf - | tar -xf - -C "$copy"
  (cd "$copy" && env -u DURABILITY_FULL JAVA_HOME="$home" PATH="$home/bin:$PATH" mvn -B -ntp verify -Dtest.jit=-XX:+TieredCompilation </dev/null)
  (cd "$copy" && python3 .ci/reports.py all --label jdk-25)
}

# Each thing that was to be there has tests that ran and passed.
check-parity() {
  build verify
  python3 .ci/reports.py parity docs/PARITY.md
}
