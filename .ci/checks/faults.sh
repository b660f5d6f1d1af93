# Each fault that can be thought of was played, and what must come of it came.
check-faults() {
  build verify
  python3 .ci/reports.py faults --rows 94 docs/FAULTS.md
}
