# Shared by .ci/run and .ci/check.

# Ends a check that is below its bar, with the reason as its figure.
below() {
  echo "BELOW THE BAR: $1"
  exit 1
}

# Prints the home of a JDK of this major version: named in the environment, the one in use, or one beside it.
jdk_home() { # major
  local in_use named=JAVA_HOME_$1_X64 home
  in_use=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java || true)")")")}
  for home in "${!named:-}" "$in_use" "$(dirname "$in_use")"/*; do
    if [ -x "$home/bin/javac" ] && grep -qsE "^JAVA_VERSION=\"$1[.\"]" "$home/release"; then
      echo "$home"
      return 0
    fi
  done
  return 1
}

# The format check, Error Prone and NullAway run on 17 only, so a build on anything else would prove less.
use_jdk_17() {
  JAVA_HOME=$(jdk_home 17) || below "no JDK 17 found: set JAVA_HOME or JAVA_HOME_17_X64"
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
}

# Earlier reports go before tests run, so that none is taken for this run's: classes since renamed, coverage since lost.
forget_reports() {
  rm -rf ./*/target/surefire-reports ./*/target/failsafe-reports ./*/target/figures ./*/target/contract
  rm -f ./*/target/jacoco.exec
}
