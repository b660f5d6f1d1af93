# Checks of the directory on S3, against a real bucket or an emulator; which one is the ladder's choice, and is said.

# LocalStack where it can be had; otherwise the ladder goes on to S3Proxy, whose jars Maven brings.
s3-emulators() {
  [ -n "${DURABILITY_IT_S3_ENDPOINT:-}" ] || it-tests/install-emulators localstack || true
  export DURABILITY_IT_REQUIRE=s3
}

# Counts of the tests whose class begins with S3; 0 failed and 0 skipped, or the check ends.
s3-tests() {
  python3 - <<'PYTHON'
import glob
import sys
import xml.etree.ElementTree as ElementTree

suites = [
    ElementTree.parse(path).getroot()
    for module in ("backend-s3", "it-tests")
    for path in sorted(glob.glob(f"{module}/target/surefire-reports/TEST-*.S3*.xml"))
]
tests, bad, skipped = (
    sum(int(suite.get(count)) for suite in suites for count in counts)
    for counts in (("tests",), ("failures", "errors"), ("skipped",))
)
for suite in suites:
    print(f"{suite.get('name')}: {suite.get('tests')} tests, {suite.get('skipped')} skipped", file=sys.stderr)
if len(suites) < 8 or tests == 0 or bad or skipped:
    sys.exit(f"s3: {tests} tests in {len(suites)} classes, {bad} failed, {skipped} skipped")
print(f"{tests} tests, 0 failed, 0 skipped")
PYTHON
}

# Contracts, life of a log, takeovers and a few cuts on the store; what the backend brings with it, and core does not.
check-s3() {
  local tests store jars core bytes bytes_max=9437184
  s3-emulators
  # Whatever --built says: the build leaves out what needs an emulator. What differential, two-stores and serverless run
  # is theirs.
  built=no
  build test -pl backend-s3,it-tests -am -DreuseForks=false -Dtest='S3*Test,!S3DifferentialTest,!S3*TwoStoresFaultTest,!S3ServerlessTest,!S3ColdStartTest' \
    -Dsurefire.failIfNoSpecifiedTests=false
  tests=$(s3-tests) || below "s3: tests are missing, failed or skipped"
  store=$(cat it-tests/target/figures/s3-store.txt) || below "s3: the tests do not say what they ran against"
  mvn -q -B -ntp test-compile dependency:build-classpath -DincludeScope=runtime \
    -Dmdep.outputFile=target/runtime.classpath -pl core,backend-s3 -am </dev/null >&2 || below "s3: no class path"
  core=$(tr ':' '\n' <core/target/runtime.classpath | grep -c . || true)
  [ "$core" -eq 0 ] || below "s3: core has $core dependencies at run time, 0 wanted"
  jars=$(tr ':' '\n' <backend-s3/target/runtime.classpath | grep '\.jar$')
  bytes=$(xargs -d '\n' stat -L -c %s <<<"$jars" | awk '{ sum += $1 } END { print sum }')
  [ "$bytes" -le "$bytes_max" ] || below "s3: $bytes bytes of jars, at most $bytes_max wanted"
  ! grep -qE 'apache-?(5-)?client|netty' <<<"$jars" || below "s3: a heavy client is among the jars"
  echo "s3: $store; $tests; $(cat it-tests/target/figures/s3-checkpoint.txt); jars $((bytes / 1024)) KiB in" \
    "$(grep -c . <<<"$jars") files, dependencies of core $core"
}

# Connections cut in both directions and every phase, 2,000 times.
check-s3-cuts() {
  local figure=it-tests/target/figures/s3-cuts.txt cuts
  s3-emulators
  # Not the counts of the build, whatever --built says.
  rm -f "$figure"
  DURABILITY_FULL=true mvn -B -ntp test -pl it-tests -am -Dtest=S3CutsTest -Dsurefire.failIfNoSpecifiedTests=false \
    </dev/null || below "s3-cuts: the test failed"
  cuts=$(grep -oE '^[0-9]+' "$figure") || below "s3-cuts: no count in $figure"
  [ "$cuts" -ge 2000 ] || below "s3-cuts: $cuts cuts, 2000 wanted"
  echo "s3-cuts: $(cat it-tests/target/figures/s3-store.txt); $(cat "$figure")"
}
