# Checks across stores: one log, whatever it lies on.

# Runs tests of it-tests that the emulators are needed for; what they measured stands in target/figures.
cross_tests() { # classes
  export DURABILITY_IT_REQUIRE=s3,azure
  [ -n "${DURABILITY_IT_AZURE_ENDPOINT:-}" ] || it-tests/install-emulators azurite
  mvn -B -ntp test -pl testkit,it-tests -am -Dtest="$1" -Dsurefire.failIfNoSpecifiedTests=false </dev/null >&2
}

# The same lives of a log on every store: same ids, states, published results. It notices a store that behaves otherwise.
check-differential() {
  local store figure all=()
  # Whatever --built says: the build runs few, and none on emulators.
  rm -f it-tests/target/figures/differential-*.txt
  cross_tests 'LogDifferentialCanFailTest,*DifferentialTest' || below "differential: a store differs"
  for store in fs rocksdb objects simulated s3 azure; do
    figure=$(cat "it-tests/target/figures/differential-$store.txt") || below "differential: no figure of $store"
    all+=("$store $figure")
  done
  echo "differential with memory: $(IFS=';'; echo "${all[*]}" | sed 's/;/; /g')"
}
