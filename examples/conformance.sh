#!/usr/bin/env bash
# Runs the conformance programs in a loop, takes checkpoints at random instants with then=exit, restarts, and compares what all
# lives print, put together, with what the program is to print each time.
#
#   examples/conformance.sh PROGRAM[,PROGRAM...]|all [JAVA_HOME [ROUNDS [SEED [MILLIS [JVM_FLAG...]]]]]
#
# MILLIS is how long the loop runs. Prints one line per program: ok, mismatch, refused (not taken: the program went on unharmed), ended (it was over before).
# JVM_FLAGs choose compiler and collector, for example -Xint, -XX:TieredStopAtLevel=1, -XX:+UseZGC.
# Exit status: 0 if no round was a mismatch, 1 if one was, 2 on wrong usage.

set -uo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -ge 1 ] || die "usage: PROGRAM[,PROGRAM...]|all [JAVA_HOME [ROUNDS [SEED [MILLIS [JVM_FLAG...]]]]]"
CHOSEN=${1//,/ } JDK=${2:-${JAVA_HOME:-}} ROUNDS=${3:-20} SEED=${4:-$RANDOM} MILLIS=${5:-10000}
shift $(($# < 5 ? $# : 5))
FLAGS=(-Dprobe.pause=none "$@")
INDEX=$EXAMPLES/conformance/INDEX.tsv
CONFORMANCE=$ROOT/agent/target/test-classes
WORK=$EXAMPLES/target/conformance
[ -x "$JDK/bin/java" ] || die "no JDK at '$JDK'; give its home as the second argument or in JAVA_HOME"
[ -e "$CONFORMANCE/probe/Loop.class" ] || die "the programs are not built; run: mvn -q -DskipTests package"
# Those left out need a library, or end the process or outlive the main thread, which a loop can't do.
[ "$CHOSEN" = all ] && CHOSEN=$(cut -f1 "$INDEX" | grep -vE '^(native_upcall|exit_in_hook|main_ended)$')
need_agent
PID=
trap '[ -n "$PID" ] && kill -KILL "$PID" 2>/dev/null' EXIT

# expected PROGRAM TIMES: what so many turns of the loop print.
expected() {
  local time
  for time in $(seq "$2"); do
    sed -n "s/^$1\t//p" "$EXAMPLES/conformance/expected.txt"
    echo "TIME $time"
  done
}

# play PROGRAM INSTANT: sets RESULT.
play() {
  local directory=$WORK/$1 deadline
  rm -rf "$directory"
  mkdir -p "$directory"
  start_life "$directory" "$directory/out" "$directory/err" "$JDK/bin/java" "${FLAGS[@]}" \
    "-javaagent:$AGENT=file=app.ckpt,then=exit" -cp "$CONFORMANCE" probe.Loop "$CONFORMANCE" "$1" "$MILLIS"
  RESULT=ended
  if await_signal_handler 60000; then
    sleep_millis "$2"
    kill -USR1 "$PID" 2>/dev/null
  fi
  if ! await_end 120000; then
    kill_life
    RESULT=hang
    return
  fi
  grep -q '^sigckpt: Cannot' "$directory/err" && RESULT=refused
  if [ "$STATUS" -eq 75 ]; then
    RESULT=ok
    start_life "$directory" "$directory/out" "$directory/err" "$JDK/bin/java" "${FLAGS[@]}" -jar app.ckpt
    if ! await_end 120000; then
      kill_life
      RESULT=hang
      return
    fi
  fi
  grep -E '^(FINAL|TIME) ' "$directory/out" | cmp -s - <(expected "$1" "$(sed -n "s/^TIME //p" "$directory/out" | tail -1)") && [ "$STATUS" -eq 0 ] || RESULT=mismatch
}

RANDOM=$((SEED % 32768))
FAILED=0
printf '| program | JDK | flags | rounds | ok | mismatch | refused | hang | ended | seed |\n|---|---|---|---|---|---|---|---|---|---|\n'
for program in $CHOSEN; do
  declare -A COUNT=([ok]=0 [mismatch]=0 [refused]=0 [hang]=0 [ended]=0)
  for _ in $(seq "$ROUNDS"); do
    play "$program" $((RANDOM % MILLIS))
    COUNT[$RESULT]=$((COUNT[$RESULT] + 1))
  done
  [ $((COUNT[mismatch] + COUNT[hang])) -eq 0 ] || FAILED=1
  echo "| $program | $(jdk_version "$JDK") | $* | $ROUNDS | ${COUNT[ok]} | ${COUNT[mismatch]} | ${COUNT[refused]} |" \
    "${COUNT[hang]} | ${COUNT[ended]} | $SEED |"
done
exit $FAILED
