# Checks of the command-line tool.

# Each command on logs in each condition, in this JVM and through the script; what the documentation shows is what comes.
check-cli() {
  local classes=(CommandMatrixTest LogCommandsTest TruncateCommandTest CopyCommandTest MainTest CliDocumentTest ScriptTest)
  local figure=cli/target/figures/cli.txt class line sum=0 wanted
  wanted=$(IFS=,; echo "${classes[*]}")
  build package -pl cli -am -Dtest="$wanted" -Dsurefire.failIfNoSpecifiedTests=false
  [ -s "$figure" ] || below "cli: no figure in $figure"
  for class in "${classes[@]}"; do
    line=$(python3 .ci/reports.py class "$class") || below "cli: ${line##*$'\n'}"
    sum=$((sum + $(grep -oE '[0-9]+ tests' <<<"$line" | cut -d' ' -f1)))
  done
  script-on-logs
  echo "$(tail -n 1 "$figure"), $sum tests, 0 failed, 0 skipped; $script_runs runs of ./durability"
}

# The built tool through its script, as a user starts it: exit codes of verify, and an error without a stack trace.
script-on-logs() {
  local folder sample expected status
  folder=$(mktemp -d)
  # shellcheck disable=SC2064 # now, because the variable is local
  trap "rm -rf '$folder'" EXIT
  "$JAVA_HOME/bin/java" -cp "cli/target/classes:cli/target/test-classes:$(<cli/target/classpath.txt)" \
    io.durability.cli.Sample "$folder" GOOD TORN ZEROS CORRUPT EMPTY
  script_runs=0
  for sample in GOOD:0 TORN:1 ZEROS:0 CORRUPT:2 EMPTY:0 MISSING:3; do
    expected=${sample#*:}
    status=0
    ./durability verify --uri "file://$folder/${sample%:*}" >"$folder/out" 2>&1 </dev/null || status=$?
    [ "$status" -eq "$expected" ] || below "cli: ./durability verify on ${sample%:*} ends with $status, not $expected"
    ! grep -q $'\tat ' "$folder/out" || below "cli: ./durability verify on ${sample%:*} prints a stack trace"
    script_runs=$((script_runs + 1))
  done
}
