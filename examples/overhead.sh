#!/usr/bin/env bash
# Measures what the agent costs a program that is never checkpointed: each benchmark runs as a whole process, without and with
# the agent in turn (A B A B ...), and the medians are compared. Prints a Markdown table for docs/performance.md.
#
#   examples/overhead.sh [JAVA_HOME [PAIRS [BENCHMARK...]]]
#
# CPU is user plus system time of the process, all its threads; start-up and weaving are inside both figures.

set -uo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

JDK=${1:-${JAVA_HOME:-}}
[ -x "$JDK/bin/java" ] || die "no JDK at '$JDK'; give its home as the first argument or in JAVA_HOME"
PAIRS=${2:-5}
shift $(($# < 2 ? $# : 2))
BENCHMARKS=${*:-Empty Fibonacci MatrixMultiply ArraySum HashMapLoop StringBuilding BytecodeLoop Queens rhino h2 scimark}
need_classes
need_agent
WORK=$EXAMPLES/target/overhead
mkdir -p "$WORK"

# run_once FILE JAVA_ARGUMENT...: appends "wall cpu" in ms to the file; keeps the output in OUT.
run_once() {
  local file=$1
  shift
  local TIMEFORMAT='%R %U %S' times
  times=$({ time "$JDK/bin/java" "$@" >"$OUT" 2>"$OUT.err" </dev/null; } 2>&1) || die "$* failed; see $OUT.err"
  echo "$times" | awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }' >>"$file"
}

# median FILE COLUMN
median() {
  cut -d ' ' -f "$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : int((v[NR / 2] + v[NR / 2 + 1]) / 2) }'
}

ratio() {
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (a > 0 ? b / a : 0) }'
}

echo "JDK $(jdk_version "$JDK"), $(nproc) processors, $PAIRS pairs, $(date -u +%F)"
echo
echo "| program | wall ms without | wall ms with | ratio | CPU ms without | CPU ms with | ratio |"
echo "|---|---|---|---|---|---|---|"
for benchmark in $BENCHMARKS; do
  case $benchmark in
    [a-z]*) select_program "$benchmark" ;;
    *)
      JVM_FLAGS=()
      COMMAND=(-cp "$CLASSES" "benchmarks.$benchmark")
      ;;
  esac
  rm -f "$WORK/$benchmark".*
  for _ in $(seq "$PAIRS"); do
    OUT=$WORK/$benchmark.plain.out
    run_once "$WORK/$benchmark.plain" "${JVM_FLAGS[@]}" "${COMMAND[@]}"
    OUT=$WORK/$benchmark.agent.out
    run_once "$WORK/$benchmark.agent" "${JVM_FLAGS[@]}" "-javaagent:$AGENT=file=$WORK/$benchmark.ckpt" "${COMMAND[@]}"
    cmp -s "$WORK/$benchmark.plain.out" "$WORK/$benchmark.agent.out" || die "$benchmark: output differs under the agent"
  done
  plain_wall=$(median "$WORK/$benchmark.plain" 1)
  agent_wall=$(median "$WORK/$benchmark.agent" 1)
  plain_cpu=$(median "$WORK/$benchmark.plain" 2)
  agent_cpu=$(median "$WORK/$benchmark.agent" 2)
  echo "| $benchmark | $plain_wall | $agent_wall | $(ratio "$plain_wall" "$agent_wall") | $plain_cpu | $agent_cpu | $(ratio "$plain_cpu" "$agent_cpu") |"
done
