# How backends are found in real processes, and one that an outsider wrote.

# Launched JVMs find providers from jars as published; a backend written against those jars alone keeps the contracts.
check-providers() {
  build verify -pl provider-tests -am -Dtest='OneFile*Test,BackendsGuideTest' -Dsurefire.failIfNoSpecifiedTests=false
  local launched directory log guide
  providers_count() { # test class: its number of tests, all passed
    local figure
    figure=$(python3 .ci/reports.py class "$1") || { echo "$figure" && return 1; }
    echo "$figure" | tail -n 1 | grep -oE '[0-9]+ tests' | grep -oE '[0-9]+'
  }
  launched=$(providers_count ProvidersIT) || below "providers: $launched"
  directory=$(providers_count OneFileDirectoryContractTest) || below "providers: $directory"
  log=$(providers_count OneFileLogContractTest) || below "providers: $log"
  guide=$(providers_count BackendsGuideTest) || below "providers: $guide"
  [ "$launched" -ge 13 ] || below "providers: $launched conditions, at least 13 wanted"
  [ "$directory" -ge 70 ] || below "providers: the outsider's directory passed $directory cases, at least 70 wanted"
  echo "an outsider's backend: $directory directory cases and $log log cases passed"
  echo "providers: $launched conditions, $((launched + directory + log + guide)) tests, 0 failed, 0 skipped;" \
    "an outsider's backend: $((directory + log)) cases passed"
}
