# Checks across stores: one log, whatever it lies on.

# Runs tests of it-tests that emulators are needed for: Azurite, and S3Proxy, which is faster than LocalStack by far.
cross_tests() { # classes, phase, modules
  local tools=${DURABILITY_EMULATORS:-$HOME/.cache/durability-emulators} fast=$PWD/target/emulators
  [ -n "${DURABILITY_IT_AZURE_ENDPOINT:-}" ] || it-tests/install-emulators azurite
  mkdir -p "$fast"
  find "$fast" -type l -delete
  find "$tools" -maxdepth 1 -name 'azurite-*' -exec ln -s {} "$fast" \;
  DURABILITY_EMULATORS=$fast DURABILITY_IT_REQUIRE=s3,azure mvn -B -ntp "${@:2}" -Dtest="$1" \
    -Dsurefire.failIfNoSpecifiedTests=false </dev/null >&2
}

# The same lives of a log on every store: same ids, states, published results. It notices a store that behaves otherwise.
check-differential() {
  local store figure all=()
  # Whatever --built says: the build runs few, and none on emulators.
  rm -f it-tests/target/figures/differential-*.txt
  cross_tests 'LogDifferentialCanFailTest,*DifferentialTest' test -pl testkit,it-tests -am ||
    below "differential: a store differs"
  for store in fs rocksdb two-stores objects simulated s3 azure; do
    figure=$(cat "it-tests/target/figures/differential-$store.txt") || below "differential: no figure of $store"
    all+=("$store $figure")
  done
  echo "differential with memory: $(IFS=';'; echo "${all[*]}" | sed 's/;/; /g')"
}

# A log on one store and its checkpoints on another: cut at each operation of either, nothing is lost. A log is copied
# between stores whole, or whoever opens the copy is refused.
check-two-stores() {
  local pair cuts all=()
  rm -f testkit/target/figures/two-stores-*.txt it-tests/target/figures/two-stores-*.txt
  cross_tests 'Split*Test,LogCopyTest,*TwoStoresFaultTest' test -pl testkit,it-tests -am ||
    below "two-stores: a cut lost something"
  cuts=$(cat testkit/target/figures/two-stores-*.txt | awk '{ sum += $1 } END { print sum }')
  [ "${cuts:-0}" -gt 0 ] || below "two-stores: no figure of memory and objects"
  all+=("memory-objects $cuts")
  for pair in fs-objects fs-s3 rocksdb-s3; do
    cuts=$(cat "it-tests/target/figures/two-stores-$pair.txt") || below "two-stores: no figure of $pair"
    all+=("$pair $cuts")
  done
  mvn -B -ntp test -pl cli -am -Dtest='CopyCommandTest,CliDocumentTest' -Dsurefire.failIfNoSpecifiedTests=false \
    </dev/null >&2 || below "two-stores: durability copy"
  echo "two-stores: operations cut: $(IFS=,; echo "${all[*]}" | sed 's/,/, /g'); 0 lost;" \
    "durability copy $(python3 .ci/reports.py class CopyCommandTest | tail -n 1 | grep -oE '[0-9]+ tests')," \
    "a copy cut at each operation: $(python3 .ci/reports.py class LogCopyTest | tail -n 1 | grep -oE '[0-9]+ tests')"
}

# Instances of a function on a store, frozen, doubled and restored from snapshots: what was answered stays. What a cold
# start costs is reported, not judged.
check-serverless() {
  local class tests sum=0
  rm -f it-tests/target/figures/serverless-cold-start.txt
  cross_tests '*Serverless*Test,S3ColdStartTest,SnippetsTest' test -pl testkit,it-tests -am ||
    below "serverless: a scenario failed"
  for class in ServerlessOnObjectsTest S3ServerlessTest AzureServerlessTest; do
    tests=$(python3 .ci/reports.py class "$class") || below "serverless: ${tests##*$'\n'}"
    sum=$((sum + $(grep -oE '[0-9]+ tests' <<<"$tests" | cut -d' ' -f1)))
  done
  echo "serverless: $sum scenarios on objects in memory, S3 and Azure, 0 failed;" \
    "$(cat it-tests/target/figures/serverless-cold-start.txt)"
}

# What README and docs show and promise is backed by tests that ran, also those that need emulators.
check-docs() {
  local names=S3TakeoverTest,AzureTakeoverTest,S3CutsTest,AzureCutsTest
  if [ "$built" = no ]; then
    forget_reports
    names=$(python3 .ci/reports.py doc-tests)
  fi
  cross_tests "$names" verify || below "docs: a test failed"
  python3 .ci/reports.py docs
}
