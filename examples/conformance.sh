#!/usr/bin/env bash
# Runs the conformance programs in a loop, takes checkpoints at random instants with then=exit, restarts, and compares what all
# lives print, put together, with what the program is to print each time.
#
#   examples/conformance.sh PROGRAM[,PROGRAM...]|all [JAVA_HOME [ROUNDS [SEED [MILLIS [JVM_FLAG...]]]]]
#   TOGETHER=5 examples/conformance.sh ...
#
# MILLIS is how long the loop runs. TOGETHER is how many programs loop in one JVM, each in threads of its own: more instants in
# less time; a mismatch of one counts for all of them. Prints one line per program or group: ok, mismatch, refused (not taken: the program went on unharmed), ended (it was over before).
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
  local time once
  once=$(sed -n "s/^$1\t//p" "$EXAMPLES/conformance/expected.txt")
  for ((time = 1; time <= $2; time++)); do
    printf '%s\nTIME %d\n' "$once" "$time"
  done
}

# lines FILE PROGRAM GROUP: what the program's main thread printed; several programs have their names in front of each line.
lines() {
  if [ "$2" = "$3" ]; then
    cat "$1"
  else
    sed -n "s/^$2\t//p" "$1"
  fi | grep -E '^(FINAL|TIME) '
}

# is_right FILE PROGRAM GROUP
is_right() {
  lines "$@" | cmp -s - <(expected "$2" "$(lines "$@" | sed -n 's/^TIME //p' | tail -1)")
}

# play PROGRAM[,PROGRAM...] INSTANT: sets RESULT.
play() {
  local directory=$WORK/$1 program
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
  [ "$STATUS" -eq 0 ] || RESULT=mismatch
  for program in ${1//,/ }; do
    is_right "$directory/out" "$program" "$1" || { RESULT=mismatch && echo "$program is wrong in $directory.mismatch" >&2; }
  done
}

RANDOM=$((SEED % 32768))
FAILED=0
printf '| program | JDK | flags | rounds | ok | mismatch | refused | hang | ended | seed |\n|---|---|---|---|---|---|---|---|---|---|\n'
mapfile -t TEAMS < <(echo "$CHOSEN" | xargs -n "${TOGETHER:-1}" | tr ' ' ,)
for program in "${TEAMS[@]}"; do
  declare -A COUNT=([ok]=0 [mismatch]=0 [refused]=0 [hang]=0 [ended]=0)
  for _ in $(seq "$ROUNDS"); do
    play "$program" $((RANDOM % MILLIS))
    COUNT[$RESULT]=$((COUNT[$RESULT] + 1))
    [ "$RESULT" = ok ] || { rm -rf "$WORK/$program.$RESULT" && mv "$WORK/$program" "$WORK/$program.$RESULT"; }
  done
  [ $((COUNT[mismatch] + COUNT[hang])) -eq 0 ] || FAILED=1
  echo "| $program | $(jdk_version "$JDK") | $* | $ROUNDS | ${COUNT[ok]} | ${COUNT[mismatch]} | ${COUNT[refused]} |" \
    "${COUNT[hang]} | ${COUNT[ended]} | $SEED |"
done
exit $FAILED
