# Checks of the directory on Azure Blob. The ladder of it-tests says against what.

azure_bytes_max=$((7 << 20))

# The jars that a user of the adapter gets, without the optional ones, in bytes.
azure_jar_bytes() {
  local list=target/azure.classpath
  mkdir -p target
  mvn -q -B -ntp compile dependency:build-classpath -DincludeScope=runtime \
    -DexcludeArtifactIds=azure-identity,msal4j,msal4j-persistence-extension,jna,jna-platform,jspecify \
    -Dmdep.outputFile="$PWD/$list" -pl backend-azure -am </dev/null >&2 || return
  tr : '\n' <"$list" | grep '\.jar$' | xargs stat -Lc %s | awk '{ sum += $1 } END { print sum }'
}

azure_lines() { # backend
  find "$1/src/main/java" -name '*.java' -exec cat {} + | wc -l
}

# Contract of the store, of a directory and of a log, the life of a log, takeovers, Azure's own rules; what a user has
# to load; how much code it takes, beside the adapter for S3.
check-azure() {
  export DURABILITY_IT_REQUIRE=azure
  # Whatever --built says: the build leaves out what needs an emulator.
  built=no
  # Each class on an emulator of its own: they search all that they hold, and slow down.
  build test -pl backend-azure,it-tests -am -DreuseForks=false -Dtest='io/durability/azure/*Test,io/durability/it/Azure*Test,!AzureDifferentialTest,!AzureServerlessTest' \
    -Dsurefire.failIfNoSpecifiedTests=false
  local bytes tests lines
  bytes=$(azure_jar_bytes) || below "azure: jars not resolved"
  [ "$bytes" -le "$azure_bytes_max" ] || below "azure: $bytes bytes of jars, at most $azure_bytes_max wanted"
  tests=$(python3 - <<'PYTHON'
import glob
import re
import sys
import xml.etree.ElementTree as ElementTree

paths = glob.glob("backend-azure/target/surefire-reports/TEST-*.xml")
paths += glob.glob("it-tests/target/surefire-reports/TEST-io.durability.it.Azure*.xml")
suites = [ElementTree.parse(path).getroot() for path in paths]
wanted = {f"io.durability.it.Azure{kind}Test" for kind in
          ("ObjectStoreContract", "DirectoryContract", "LogContract", "Lifecycle", "Takeover", "Cuts", "Rules")}
missing = wanted - {suite.get("name") for suite in suites}
tests, bad, skipped = (
    sum(int(suite.get(count)) for suite in suites for count in counts)
    for counts in (("tests",), ("failures", "errors"), ("skipped",))
)
said = paths + glob.glob("it-tests/target/surefire-reports/io.durability.it.Azure*-output.txt")
rungs = {rung for path in said for rung in re.findall(r"\[azure\] tests run against ([^\n<]*)", open(path).read())}
told = f"{tests} tests, {bad} failed, {skipped} skipped on {', '.join(sorted(rungs)) or 'nothing'}"
print(told + (f", without {', '.join(sorted(missing))}" if missing else ""))
sys.exit(1 if bad or skipped or missing or not rungs else 0)
PYTHON
  ) || below "azure: $tests"
  lines="$(azure_lines backend-azure) lines of adapter"
  [ ! -d backend-s3 ] || lines="$lines, S3's has $(azure_lines backend-s3)"
  echo "azure: $tests; $bytes bytes of jars; $lines"
}

# Connections cut in every phase, in both directions, while a log lives: in full at least 2,000 of them.
check-azure-cuts() {
  export DURABILITY_FULL=true DURABILITY_IT_REQUIRE=azure
  # Never of an earlier run: the usual count is smaller.
  rm -f it-tests/target/figures/azure-cuts.txt
  mvn -B -ntp test -pl it-tests -am -Dtest=AzureCutsTest -Dsurefire.failIfNoSpecifiedTests=false </dev/null >&2 ||
    below "azure-cuts: failed"
  local figure
  figure=$(cat it-tests/target/figures/azure-cuts.txt) || below "azure-cuts: no figure"
  [ "${figure%% *}" -ge 2000 ] || below "azure-cuts: $figure"
  case $figure in *"0 lost, 0 twice"*) ;; *) below "azure-cuts: $figure" ;; esac
  echo "azure-cuts: $figure"
}
