# Checks of the layer on object stores, on the testkit's simulated store: in virtual time, from seeds.

# Runs tests of the testkit with properties, and nothing else; what they measured stands in target/figures.
object_tests() { # classes, properties
  local classes=$1
  shift
  mvn -B -ntp test -pl testkit -am -Dtest="$classes" -Dsurefire.failIfNoSpecifiedTests=false "$@" </dev/null
}

figure_of() { # file, pattern
  grep -E "$2" "testkit/target/figures/$1.txt" | tail -n 1
}

# No schedule of writers that take over from each other loses what was promised, in a model of the protocol and in
# the real code; without any of the rules one does.
check-takeover() {
  local schedules=1000000 worlds=3000
  [ "${DURABILITY_FULL:-}" != true ] || worlds=10000
  object_tests 'Takeover*Test' -Ddurability.takeover.schedules=$schedules -Ddurability.takeover.worlds=$worlds \
    -Ddurability.takeover.switches=2 || below "takeover: a schedule broke a promise, or a mutant was not caught"
  figure_of takeover-mutants 'mutants caught: ([0-9]+) of \1$' >/dev/null || below "takeover: not all mutants caught"
  echo "takeover: $(figure_of takeover 'by chance'); $(figure_of takeover '^all schedules');" \
    "$(figure_of takeover-worlds worlds); $(figure_of takeover-mutants mutants)"
}

# Logs on a store that meets every fault keep what they promised.
check-object-sim() {
  local seeds=300 fired=300 least
  [ "${DURABILITY_FULL:-}" != true ] || { seeds=1000 && fired=1000; }
  object_tests ObjectSimulationTest -Ddurability.object.seeds=$seeds -Ddurability.object.operations=500 ||
    below "object-sim: a promise was broken"
  least=$(sed -n 's/^fault .*: //p' testkit/target/figures/object-sim.txt | sort -n | head -n 1)
  [ "$least" -ge "$fired" ] || below "object-sim: a fault fired $least times, $fired wanted"
  echo "object-sim: $(figure_of object-sim simulations); each of $(grep -c '^fault' testkit/target/figures/object-sim.txt) faults at least $least times"
}

# What a log asks of an object store, against benchmarks/targets.properties.
check-request-costs() {
  object_tests ObjectCostTest || below "request-costs: a figure is above its bar"
  echo "request-costs: $(paste -sd ' ' testkit/target/figures/request-costs.txt)"
}

# How fast a log on an object store is, in virtual time, against benchmarks/targets.properties.
check-object-speed() {
  object_tests ObjectSpeedTest -Ddurability.object.entries=1200000 -Ddurability.object.chunks=10000 ||
    below "object-speed: a figure misses its bar"
  echo "object-speed: $(paste -sd ' ' testkit/target/figures/object-speed.txt)"
}
