#!/usr/bin/env bash
# Measures fidelity: checkpoints unmodified programs at random instants, kills them with SIGKILL, restarts them from the
# statefile, and compares all they wrote with an undisturbed run.
#
#   examples/fidelity.sh [--record] [--undisturbed] [--round N] [--keep] PROGRAM[,PROGRAM...]|all [JAVA_HOME [ROUNDS [SEED]]]
#
#   --record       appends the result lines to docs/fidelity.md
#   --undisturbed  only checks that two runs without the agent are equal
#   --round N      plays round N alone, with the same random instants as in a full run
#   --keep         keeps the files of good rounds, too (those of failed rounds stay in examples/target/fidelity)
#
# A round. Even rounds run with then=exit: the first life ends by itself with status 75, and the outputs of all lives, put
# together, must equal the undisturbed output byte for byte. Odd rounds run with then=continue and SIGKILL: what the first life
# wrote between the checkpoint and its end is written again by the next life, so the outputs overlap. There, every life's
# output must stand at its exact place in the undisturbed output, that place must lie between the output's sizes seen before
# the signal and after the commit, and the last life must reach the end. Every third round takes a second checkpoint of the
# restarted program; with then=continue the first statefile is then also restarted once more and left alone, which tells where
# its output begins. Exit status, standard error (less sigckpt's own lines) and files written are compared in every round.
#
# Exit status: 0 if every round was ok, 1 if not, 2 on wrong usage.

set -uo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

RECORD= UNDISTURBED= ONLY= KEEP=
while [ $# -gt 0 ]; do
  case $1 in
    --record) RECORD=1 ;;
    --undisturbed) UNDISTURBED=1 ;;
    --round) ONLY=$2 && shift ;;
    --keep) KEEP=1 ;;
    --*) die "unknown option $1" ;;
    *) break ;;
  esac
  shift
done
[ $# -ge 1 ] || die "usage: [--record] [--undisturbed] [--round N] [--keep] PROGRAM[,PROGRAM...]|all [JAVA_HOME [ROUNDS [SEED]]]"
CHOSEN=${1//,/ }
[ "$CHOSEN" = all ] && CHOSEN=$PROGRAMS
JDK=${2:-${JAVA_HOME:-}}
[ -x "$JDK/bin/java" ] || die "no JDK at '$JDK'; give its home as the second argument or in JAVA_HOME"
ROUNDS=${3:-10}
SEED=${4:-$RANDOM}
JAVA=$JDK/bin/java
VERSION=$(jdk_version "$JDK")
COMMIT_MILLIS=${COMMIT_MILLIS:-120000}
END_MILLIS=${END_MILLIS:-180000}
PID=
trap '[ -n "$PID" ] && kill -KILL "$PID" 2>/dev/null' EXIT

# ---- the undisturbed run ----

# run_whole DIRECTORY JVM_FLAG...: one whole run in a fresh directory; MILLIS is its time.
run_whole() {
  local directory=$1 began
  shift
  rm -rf "$directory"
  mkdir -p "$directory/files"
  began=$(now_millis)
  start_life "$directory/files" "$directory/out" "$directory/err" "$JAVA" "${JVM_FLAGS[@]}" "$@" "${COMMAND[@]}"
  if ! await_end 600000; then
    hang "$directory" "whole run"
    kill_life
    STATUS=hang
  fi
  MILLIS=$(($(now_millis) - began))
  echo "$STATUS" >"$directory/status"
  own_lines_removed "$directory/err"
}

own_lines_removed() {
  grep -v '^sigckpt: ' "$1" >"$1.program"
}

filtered() {
  sed "$FILTER" "$1" >"$1.filtered"
}

# same_run DIRECTORY: compares a whole run with the reference; MISMATCH tells the first difference.
same_run() {
  MISMATCH=
  filtered "$1/out"
  if ! cmp -s "$1/out.filtered" "$REFERENCE/out.filtered"; then
    MISMATCH="stdout differs: $(cmp "$1/out.filtered" "$REFERENCE/out.filtered" 2>&1)"
  elif ! cmp -s "$1/err.program" "$REFERENCE/err.program"; then
    MISMATCH="stderr differs: $(cmp "$1/err.program" "$REFERENCE/err.program" 2>&1)"
  elif [ "$(cat "$1/status")" != "$(cat "$REFERENCE/status")" ]; then
    MISMATCH="exit status $(cat "$1/status") vs expected $(cat "$REFERENCE/status")"
  else
    same_files "$1"
  fi
  [ -z "$MISMATCH" ]
}

same_files() {
  diff -rq -x '*.ckpt*' "$1/files" "$REFERENCE/files" >"$1/files.diff" || MISMATCH="files differ: $(head -1 "$1/files.diff")"
}

# ---- one round ----

# hang DIRECTORY WHAT: tells what the process that did not get on was doing.
hang() {
  echo "    no progress in $2; process $PID, stderr so far:"
  cat "$1"/err* 2>/dev/null | tail -20 | sed 's/^/      /'
  alive && timeout 20 "$JDK/bin/jstack" "$PID" >"$1/threads.txt" 2>&1
  echo "    thread dump: $1/threads.txt"
  sed -n '1,60p' "$1/threads.txt" 2>/dev/null | sed 's/^/      /'
}

# draw LIMIT: sets DRAWN to a random number from 0 to LIMIT-1; not a subshell, or the generator would not move on.
draw() {
  DRAWN=$((((RANDOM << 15) | RANDOM) % ($1 > 0 ? $1 : 1)))
}

# checkpoint_life DIRECTORY LIFE INSTANT BEGAN: signals PID at the instant (ms after BEGAN), waits for what comes of it.
# TAKEN is committed, refused, ended (before the checkpoint) or hang; LOW and HIGH bound the stdout bytes at the checkpoint.
checkpoint_life() {
  local directory=$1 out=$1/out.$2 err=$1/err.$2 instant=$3 began=$4 wait_millis commits refusals deadline
  TAKEN=ended
  await_signal_handler 60000 || { alive && TAKEN=hang; return; }
  wait_millis=$((began + instant - $(now_millis)))
  [ "$wait_millis" -gt 0 ] && sleep_millis "$wait_millis"
  commits=$(commit_count "$err")
  refusals=$(refusal_count "$err")
  LOW=$(size_of "$out")
  kill -USR1 "$PID" 2>/dev/null || return
  deadline=$(($(now_millis) + COMMIT_MILLIS))
  TAKEN=hang
  while [ "$(now_millis)" -lt "$deadline" ]; do
    if [ "$(commit_count "$err")" -gt "$commits" ]; then
      HIGH=$(size_of "$out")
      TAKEN=committed
      break
    elif [ "$(refusal_count "$err")" -gt "$refusals" ]; then
      TAKEN=refused
      break
    elif ! alive; then
      HIGH=$(size_of "$out")
      TAKEN=ended
      [ "$(commit_count "$err")" -gt "$commits" ] && TAKEN=committed
      break
    fi
    sleep 0.02
  done
  [ "$TAKEN" = committed ] || return
  if [ "$MODE" = continue ]; then
    kill_life
  elif ! await_end 30000; then
    TAKEN=hang
  elif [ "$STATUS" -ne 75 ]; then
    TAKEN=mismatch
    MISMATCH="exit status $STATUS after then=exit vs expected 75"
  fi
}

# restart_life DIRECTORY LIFE STATEFILE
restart_life() {
  BEGAN=$(now_millis)
  start_life "$1/files" "$1/out.$2" "$1/err.$2" "$JAVA" "${JVM_FLAGS[@]}" -jar "$3"
}

# finish DIRECTORY LIFE: lets the program run to its end.
finish() {
  if await_end $((MILLIS_WITH_AGENT * 6 + END_MILLIS)); then
    return 0
  fi
  hang "$1" "life $2"
  kill_life
  RESULT=hang
  return 1
}

# play ROUND DIRECTORY: plays one draw of a round; RESULT is ok, mismatch, refused, hang or ended (to be drawn again).
play() {
  local round=$1 directory=$2 instant life began second_taken=
  RESULT=ok MISMATCH= LIFE_COUNT=1 LOWS=() HIGHS=()
  draw "$MILLIS_WITH_AGENT"
  instant=$DRAWN
  INSTANTS="$instant ms"
  rm -rf "$directory"
  mkdir -p "$directory/files"
  began=$(now_millis)
  start_life "$directory/files" "$directory/out.1" "$directory/err.1" \
    "$JAVA" "${JVM_FLAGS[@]}" "-javaagent:$AGENT=file=app.ckpt,then=$MODE" "${COMMAND[@]}"
  checkpoint_life "$directory" 1 "$instant" "$began"
  first_outcome "$directory" || return
  LOWS[1]=$LOW HIGHS[1]=$HIGH
  restart_life "$directory" 2 app.ckpt
  LIFE_COUNT=2
  if [ $((round % 3)) -eq 0 ]; then
    [ "$MODE" = continue ] && ln -f "$directory/files/app.ckpt" "$directory/first.ckpt"
    draw $((MILLIS_WITH_AGENT - instant))
    INSTANTS="$INSTANTS, $DRAWN ms"
    checkpoint_life "$directory" 2 "$DRAWN" "$BEGAN"
    case $TAKEN in
      committed)
        LOWS[2]=$LOW HIGHS[2]=$HIGH
        restart_life "$directory" 3 app.ckpt
        LIFE_COUNT=3
        ;;
      hang) hang "$directory" "the second checkpoint" && kill_life && RESULT=hang && return ;;
      refused) second_taken=refused ;;
      mismatch) RESULT=mismatch && return ;;
      ended) INSTANTS="$INSTANTS (too late)" ;;
    esac
  fi
  finish "$directory" "$LIFE_COUNT" || return
  echo "$STATUS" >"$directory/status"
  compare "$directory"
  [ "$RESULT" = ok ] && [ -n "$second_taken" ] && RESULT=refused
}

# Decides what the first checkpoint's outcome means; returns 1 if the round is over.
first_outcome() {
  local directory=$1
  case $TAKEN in
    committed) return 0 ;;
    ended)
      await_end 1000
      echo "$STATUS" >"$directory/status"
      compare_unharmed "$directory" ended
      ;;
    refused)
      grep '^sigckpt: ' -A 12 "$directory/err.1" | sed 's/^/    /'
      if finish "$directory" 1; then
        echo "$STATUS" >"$directory/status"
        compare_unharmed "$directory" refused
      fi
      ;;
    mismatch) RESULT=mismatch ;;
    hang)
      hang "$directory" "the checkpoint"
      kill_life
      RESULT=hang
      ;;
  esac
  return 1
}

# A program that was not checkpointed must have run as if nobody had asked.
compare_unharmed() {
  RESULT=$2
  cat "$1/out.1" >"$1/out"
  grep -v '^sigckpt: ' "$1/err.1" | grep -v '^  ' >"$1/err.program"
  grep -v '^  ' "$REFERENCE/err.program" >"$1/err.reference"
  filtered "$1/out"
  if ! cmp -s "$1/out.filtered" "$REFERENCE/out.filtered"; then
    MISMATCH="without a checkpoint: stdout differs: $(cmp "$1/out.filtered" "$REFERENCE/out.filtered" 2>&1)"
  elif ! cmp -s "$1/err.program" "$1/err.reference"; then
    MISMATCH="without a checkpoint: stderr differs"
  elif [ "$(cat "$1/status")" != "$(cat "$REFERENCE/status")" ]; then
    MISMATCH="without a checkpoint: exit status $(cat "$1/status")"
  fi
  [ -z "$MISMATCH" ] || RESULT=mismatch
}

compare() {
  local directory=$1 life
  for life in $(seq "$LIFE_COUNT"); do
    own_lines_removed "$directory/err.$life"
  done
  if [ "$MODE" = exit ]; then
    for life in $(seq "$LIFE_COUNT"); do
      cat "$directory/out.$life" >>"$directory/out"
      cat "$directory/err.$life.program" >>"$directory/err.program"
    done
    same_run "$directory"
  else
    same_places "$directory"
  fi
  [ -z "$MISMATCH" ] || RESULT=mismatch
}

# ---- then=continue: outputs that overlap ----

same_places() {
  local directory=$1 last place whole=0 life
  last=$directory/out.$LIFE_COUNT
  if [ "$LIFE_COUNT" -eq 3 ]; then
    restart_life "$directory" again ../first.ckpt
    finish "$directory" again || return
    own_lines_removed "$directory/err.again"
    place=$(($(size_of "$REFERENCE/out") - $(size_of "$directory/out.again")))
    stands_at "$directory/out.1" 0 && bounded "$place" 0 1 && stands_at "$directory/out.again" "$place" &&
      stands_at "$directory/out.2" "$place" || return
    whole=$place
  else
    stands_at "$directory/out.1" 0 || return
  fi
  place=$(($(size_of "$REFERENCE/out") - $(size_of "$last")))
  bounded "$place" "$whole" $((LIFE_COUNT - 1)) && stands_at "$last" "$place" || return
  same_stderr "$directory"
  [ -n "$MISMATCH" ] && return
  if [ "$(cat "$directory/status")" != "$(cat "$REFERENCE/status")" ]; then
    MISMATCH="exit status $(cat "$directory/status") vs expected $(cat "$REFERENCE/status")"
    return
  fi
  same_files "$directory"
}

# stands_at FILE PLACE: the file is found, whole, at that byte of the undisturbed output.
stands_at() {
  local size
  size=$(size_of "$1")
  if [ "$2" -lt 0 ] || [ $(($2 + size)) -gt "$(size_of "$REFERENCE/out")" ]; then
    MISMATCH="$(basename "$1"): $size bytes at $2 reach past the undisturbed output"
  elif [ "$size" -gt 0 ] && ! cmp -s -n "$size" "$1" "$REFERENCE/out" 0 "$2"; then
    MISMATCH="$(basename "$1") differs from the undisturbed output at byte $2: $(cmp -n "$size" "$1" "$REFERENCE/out" 0 "$2" 2>&1)"
  fi
  [ -z "$MISMATCH" ]
}

# bounded PLACE START LIFE: the next life's output begins where this life's checkpoint was.
bounded() {
  local low=$(($2 + LOWS[$3])) high=$(($2 + HIGHS[$3]))
  if [ "$1" -lt "$low" ] || [ "$1" -gt "$high" ]; then
    MISMATCH="output after checkpoint $3 begins at byte $1 vs expected $low to $high"
  fi
  [ -z "$MISMATCH" ]
}

same_stderr() {
  local first=$1/err.1.program last=$1/err.$LIFE_COUNT.program whole=$REFERENCE/err.program size place
  size=$(size_of "$first")
  place=$(($(size_of "$whole") - $(size_of "$last")))
  if [ "$place" -lt 0 ] || [ "$place" -gt "$size" ] || { [ "$size" -gt 0 ] && ! cmp -s -n "$size" "$first" "$whole"; } ||
    ! cmp -s "$last" "$whole" 0 "$place"; then
    MISMATCH="stderr differs (see $(basename "$first") and $(basename "$last"))"
  fi
}

# ---- a program ----

measure() {
  local program=$1 work=$EXAMPLES/target/fidelity/$1-$(basename "$JDK") round attempt line
  local ok=0 mismatch=0 refused=0 hang=0
  select_program "$program"
  mkdir -p "$work"
  REFERENCE=$work/undisturbed
  run_whole "$REFERENCE"
  filtered "$REFERENCE/out"
  echo "$program: undisturbed ${MILLIS} ms, status $(cat "$REFERENCE/status"), $(size_of "$REFERENCE/out") bytes of stdout"
  if [ -n "$UNDISTURBED" ]; then
    run_whole "$work/undisturbed-again"
    same_run "$work/undisturbed-again" && echo "  equal again, ${MILLIS} ms" && return
    echo "  NOT deterministic: $MISMATCH"
    return 1
  fi
  run_whole "$work/agent" "-javaagent:$AGENT=file=app.ckpt"
  MILLIS_WITH_AGENT=$MILLIS
  if same_run "$work/agent"; then
    echo "  equal under the agent without a checkpoint, ${MILLIS} ms"
  else
    echo "  MISMATCH under the agent without a checkpoint: $MISMATCH"
    mismatch=1
  fi
  for round in $(seq "$ROUNDS"); do
    [ -z "$ONLY" ] || [ "$ONLY" = "$round" ] || continue
    RANDOM=$(((SEED * 1000 + round) % 32768))
    MODE=continue
    if [ $((round % 2)) -eq 0 ] || [ -n "$FILTER" ]; then
      MODE=exit
    fi
    for attempt in 1 2 3 4 5; do
      play "$round" "$work/round-$round"
      [ "$RESULT" = ended ] || break
    done
    echo "  round $round, then=$MODE, at $INSTANTS: $RESULT${MISMATCH:+: $MISMATCH}"
    case $RESULT in
      ok) ok=$((ok + 1)) ;;
      refused) refused=$((refused + 1)) ;;
      hang) hang=$((hang + 1)) ;;
      *) mismatch=$((mismatch + 1)) ;;
    esac
    PID=
    if [ "$RESULT" = ok ] && [ -z "$KEEP" ]; then
      rm -rf "$work/round-$round"
    fi
  done
  line="| $program | $VERSION | $((ok + mismatch + refused + hang)) | $ok | $mismatch | $refused | $hang | $SEED | $(date -u +%F) |"
  TABLE+="$line"$'\n'
  [ "$((mismatch + refused + hang))" -eq 0 ]
}

[ -n "$UNDISTURBED" ] || need_agent
TABLE=
FAILED=0
for program in $CHOSEN; do
  measure "$program" || FAILED=1
done
if [ -z "$UNDISTURBED" ]; then
  printf '\n| program | JDK | rounds | ok | mismatch | refused | hang | seed | date |\n|---|---|---|---|---|---|---|---|---|\n%s' "$TABLE"
fi
if [ -n "$RECORD" ] && [ -z "$UNDISTURBED" ]; then
  printf '%s' "$TABLE" >>"$ROOT/docs/fidelity.md"
fi
exit $FAILED
