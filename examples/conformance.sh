#!/usr/bin/env bash
# Runs the conformance programs in a loop, takes checkpoints at random instants with then=exit, restarts, and compares what all
# lives print, put together, with what the program is to print each time. The last life ends after MILLIS / 4.
#
#   examples/conformance.sh PROGRAM[,PROGRAM...]|all [JAVA_HOME [ROUNDS [SEED [MILLIS [JVM_FLAG...]]]]]
#   TOGETHER=15 CHECKPOINTS=4 examples/conformance.sh ...
#
# MILLIS is how long a life runs at most before its checkpoint is asked for. CHECKPOINTS is how many are taken one after another in
# each round, each but the first of a restarted program (default 1). TOGETHER is how many programs loop in one JVM, each in threads
# of its own: more instants in less time; a mismatch of one counts for all of them.
# Prints one line per program or group: ok counts checkpoints from which the restart went on right; the others count rounds:
# mismatch, refused (not taken: the program went on unharmed), hang (a life ran for more than five minutes).
# JVM_FLAGs choose compiler and collector, for example -Xint, -XX:TieredStopAtLevel=1, -XX:+UseZGC.
# Exit status: 0 if no round was a mismatch, 1 if one was, 2 on wrong usage.

set -uo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -ge 1 ] || die "usage: PROGRAM[,PROGRAM...]|all [JAVA_HOME [ROUNDS [SEED [MILLIS [JVM_FLAG...]]]]]"
CHOSEN=${1//,/ } JDK=${2:-${JAVA_HOME:-}} ROUNDS=${3:-20} SEED=${4:-$RANDOM} MILLIS=${5:-2000}
shift $(($# < 5 ? $# : 5))
FLAGS=(-Dprobe.pause=none "$@")
LOOP_MILLIS=240000
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

# checkpoint INSTANT: asks for one; returns when the life is over or the loop has been told to end.
checkpoint() {
  local taken
  await_signal_handler 60000 || return
  sleep_millis "$1"
  kill -USR1 "$PID" 2>/dev/null
  taken=$(($(now_millis) + 120000))
  while alive && [ "$(now_millis)" -lt "$taken" ] && ! grep -q '^sigckpt: Cannot' "$DIRECTORY/err"; do
    sleep 0.1
  done
  touch "$DIRECTORY/stop"
}

# life COMMAND...: sets STATUS.
life() {
  rm -f "$DIRECTORY/stop"
  start_life "$DIRECTORY" "$DIRECTORY/out" "$DIRECTORY/err" "$JDK/bin/java" "${FLAGS[@]}" "$@"
  if [ "$TAKEN" -lt "${CHECKPOINTS:-1}" ]; then
    checkpoint $((RANDOM % MILLIS))
  else
    sleep_millis $((MILLIS / 4))
    touch "$DIRECTORY/stop"
  fi
  await_end 300000 && return
  kill_life
  STATUS=hang
}

# play PROGRAM[,PROGRAM...]: sets RESULT and TAKEN; a group has the folder of its first program.
play() {
  local program
  DIRECTORY=$WORK/${1%%,*}
  rm -rf "$DIRECTORY"
  mkdir -p "$DIRECTORY"
  TAKEN=0
  life "-javaagent:$AGENT=file=app.ckpt,then=exit" -cp "$CONFORMANCE" probe.Loop "$CONFORMANCE" "$1" "$LOOP_MILLIS"
  while [ "$STATUS" = 75 ]; do
    TAKEN=$((TAKEN + 1))
    life -jar app.ckpt
  done
  RESULT=ok
  grep -q '^sigckpt: Cannot' "$DIRECTORY/err" && RESULT=refused
  [ "$STATUS" = hang ] && RESULT=hang && return
  [ "$STATUS" = 0 ] || RESULT=mismatch
  for program in ${1//,/ }; do
    is_right "$DIRECTORY/out" "$program" "$1" || { RESULT=mismatch && echo "$program is wrong in $DIRECTORY.mismatch" >&2; }
  done
}

RANDOM=$((SEED % 32768))
FAILED=0
printf '| program | JDK | flags | rounds | ok | mismatch | refused | hang | seed |\n|---|---|---|---|---|---|---|---|---|\n'
mapfile -t TEAMS < <(echo "$CHOSEN" | xargs -n "${TOGETHER:-1}" | tr ' ' ,)
for program in "${TEAMS[@]}"; do
  declare -A COUNT=([ok]=0 [mismatch]=0 [refused]=0 [hang]=0)
  for _ in $(seq "$ROUNDS"); do
    play "$program"
    if [ "$RESULT" = ok ] || [ "$RESULT" = refused ]; then
      COUNT[ok]=$((COUNT[ok] + TAKEN))
    fi
    [ "$RESULT" = ok ] || COUNT[$RESULT]=$((COUNT[$RESULT] + 1))
    [ "$RESULT" = ok ] || { rm -rf "$DIRECTORY.$RESULT" && mv "$DIRECTORY" "$DIRECTORY.$RESULT"; }
  done
  [ $((COUNT[mismatch] + COUNT[hang])) -eq 0 ] || FAILED=1
  echo "| $program | $(jdk_version "$JDK") | $* | $ROUNDS | ${COUNT[ok]} | ${COUNT[mismatch]} | ${COUNT[refused]} |" \
    "${COUNT[hang]} | $SEED |"
done
exit $FAILED
