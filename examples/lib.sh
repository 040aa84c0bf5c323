# Shared by the scripts beside it; to be sourced. Needs bash 4.2, coreutils and diffutils; no Python.
# shellcheck shell=bash

export LC_ALL=C
EXAMPLES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$EXAMPLES")
AGENT=${SIGCKPT_JAR:-$ROOT/agent/target/sigckpt.jar}
LIB=$EXAMPLES/target/lib
CLASSES=$EXAMPLES/target/classes
PROGRAMS="rhino h2 scimark scimark-main checkstyle checkstyle-file threads long-list deep-stack mixed-heap"

die() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

# Fetches the unmodified program of a numbered folder, once, with the coordinates that its pom names.
fetch() {
  local folder=$1
  [ -n "$(ls "$LIB/$folder" 2>/dev/null)" ] && return
  echo "fetching $folder ..." >&2
  mvn -q -B -f "$EXAMPLES/$folder/pom.xml" generate-resources >&2 || die "cannot fetch $folder: see Maven's message above"
}

need_classes() {
  [ -e "$CLASSES/threads/Threads.class" ] || die "examples are not built; run: mvn -q -DskipTests package"
}

need_agent() {
  [ -e "$AGENT" ] || die "no agent at $AGENT; run: mvn -q -DskipTests package"
}

# Sets JVM_FLAGS (for every life) and COMMAND (class path, main class, arguments) of a program, and FILTER to the sed script
# that removes what differs between any two runs, empty when nothing does.
select_program() {
  FILTER=
  JVM_FLAGS=()
  case $1 in
    rhino)
      fetch 01-rhino
      COMMAND=(-cp "$LIB/01-rhino/*" org.mozilla.javascript.tools.shell.Main -opt -1 "$EXAMPLES/01-rhino/benchmark.js")
      ;;
    h2)
      fetch 02-h2
      COMMAND=(-cp "$LIB/02-h2/*" org.h2.tools.RunScript -url jdbc:h2:mem:test -script "$EXAMPLES/02-h2/shop.sql" -showResults)
      ;;
    scimark)
      fetch 03-scimark
      need_classes
      COMMAND=(-cp "$CLASSES:$LIB/03-scimark/*" scimark.Kernels)
      ;;
    scimark-main)
      fetch 03-scimark
      COMMAND=(-cp "$LIB/03-scimark/*" jnt.scimark2.commandline 1)
      # The speeds measured; a kernel that computed wrong numbers prints "ERROR: INVALID NUMERICAL RESULTS!" in their place.
      FILTER='s/^\(Composite Score\|FFT .*\|SOR .*\|Monte Carlo \|Sparse matmult .*\|LU .*\): *[0-9].*$/\1: SPEED/'
      ;;
    checkstyle)
      fetch 04-checkstyle
      COMMAND=(-cp "$LIB/04-checkstyle/*" com.puppycrawl.tools.checkstyle.Main -c /sun_checks.xml
        "$EXAMPLES/target/04-checkstyle/sources/org/apache/commons/lang3"
        "$EXAMPLES/target/04-checkstyle/sources/org/apache/commons/math3/linear")
      ;;
    checkstyle-file)
      fetch 04-checkstyle
      COMMAND=(-cp "$LIB/04-checkstyle/*" com.puppycrawl.tools.checkstyle.Main -c /sun_checks.xml -f xml -o report.xml
        "$EXAMPLES/target/04-checkstyle/sources/org/apache/commons/lang3")
      ;;
    threads)
      need_classes
      COMMAND=(-cp "$CLASSES" threads.Threads)
      ;;
    long-list)
      need_classes
      JVM_FLAGS=(-Xmx2g)
      COMMAND=(-cp "$CLASSES" bigheaps.LongList 10000000 15 sleep)
      ;;
    deep-stack)
      need_classes
      COMMAND=(-cp "$CLASSES" bigheaps.DeepStack 5000 10 busy)
      ;;
    mixed-heap)
      need_classes
      JVM_FLAGS=(-Xmx4g)
      COMMAND=(-cp "$CLASSES" bigheaps.MixedHeap 256 12 busy)
      ;;
    *) die "unknown program $1; known: $PROGRAMS" ;;
  esac
}

now_millis() {
  local nanos
  nanos=$(date +%s%N)
  echo $((nanos / 1000000))
}

sleep_millis() {
  sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"
}

size_of() {
  stat -c %s "$1"
}

jdk_version() {
  "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.runtime\.version = //p'
}

# Starts a command in the background: start_life DIRECTORY OUT ERR COMMAND...; its id is in PID.
start_life() {
  local directory=$1 out=$2 err=$3
  shift 3
  : >>"$out"
  : >>"$err"
  (cd "$directory" && exec "$@") >>"$out" 2>>"$err" </dev/null &
  PID=$!
}

alive() {
  kill -0 "$PID" 2>/dev/null
}

# Waits for PID to end, for at most the given milliseconds; STATUS is its exit status. Returns 1 when the time is over.
await_end() {
  local deadline=$(($(now_millis) + $1))
  while alive; do
    [ "$(now_millis)" -lt "$deadline" ] || return 1
    sleep 0.05
  done
  wait "$PID" 2>/dev/null
  STATUS=$?
}

kill_life() {
  kill -KILL "$PID" 2>/dev/null
  wait "$PID" 2>/dev/null
}

# Waits until PID catches SIGUSR1 (signal 10, the 10th bit of SigCgt): before that the signal would end the JVM.
await_signal_handler() {
  local deadline=$(($(now_millis) + $1)) caught
  while alive && [ "$(now_millis)" -lt "$deadline" ]; do
    caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$PID/status" 2>/dev/null)
    [ -n "$caught" ] && [ $((16#$caught & 16#200)) -ne 0 ] && return 0
    sleep 0.02
  done
  return 1
}

commit_count() {
  grep -c '^sigckpt: checkpoint committed' "$1"
}

refusal_count() {
  grep '^sigckpt: ' "$1" | grep -v '^sigckpt: checkpoint committed' | grep -ciE 'cannot|refused|not taken|timed out'
}
