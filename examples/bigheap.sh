#!/usr/bin/env bash
# Measures checkpoint and restart of big heaps and deep stacks against the JVM's own heap dump of the same process, in the same
# run. Prints a Markdown table for docs/performance.md.
#
#   examples/bigheap.sh [JAVA_HOME [CASE...]]        cases: long-list mixed-heap deep-stack; default: all
#   MIB=512 examples/bigheap.sh ...                  another size of the mixed heap; default 2048 under -Xmx4g
#   OPTIONS=compress=lz4 examples/bigheap.sh ...     further options of the agent
#
# pause      as the agent reports it: all threads held
# checkpoint from the signal to the commit line
# first line from the start of the restarted JVM to its first output
# heap dump  jcmd PID GC.heap_dump -all, just before the checkpoint

set -uo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

JDK=${1:-${JAVA_HOME:-}}
[ -x "$JDK/bin/java" ] || die "no JDK at '$JDK'; give its home as the first argument or in JAVA_HOME"
shift $(($# < 1 ? $# : 1))
CASES=${*:-long-list mixed-heap deep-stack}
MIB=${MIB:-2048}
need_classes
need_agent
WORK=$EXAMPLES/target/bigheap
PID=
trap '[ -z "$PID" ] || kill -KILL "$PID" 2>/dev/null' EXIT

# await_line FILE PATTERN MILLIS: MOMENT is when it was seen.
await_line() {
  local deadline=$(($(now_millis) + $3))
  while ! grep -q "$2" "$1"; do
    [ "$(now_millis)" -lt "$deadline" ] && alive || return 1
    sleep 0.01
  done
  MOMENT=$(now_millis)
}

measure() {
  local name=$1 began dump_millis dump_bytes line pause checkpoint_millis bytes restart_millis
  rm -rf "$WORK/$name"
  mkdir -p "$WORK/$name"
  cd "$WORK/$name" || exit 2
  start_life . first.out first.err "$JDK/bin/java" "${JVM_FLAGS[@]}" "-javaagent:$AGENT=file=app.ckpt,timeout=60s${OPTIONS:+,$OPTIONS}" "${COMMAND[@]}"
  await_line first.out '^second 1$' 300000 || { cat first.err; die "$name did not build its state"; }

  began=$(now_millis)
  "$JDK/bin/jcmd" "$PID" GC.heap_dump -all "$PWD/heap.hprof" >jcmd.out || { cat jcmd.out; die "no heap dump of $name"; }
  dump_millis=$(($(now_millis) - began))
  dump_bytes=$(size_of heap.hprof)
  rm -f heap.hprof

  began=$(now_millis)
  kill -USR1 "$PID"
  await_line first.err '^sigckpt: ' 600000 || { cat first.err; die "no checkpoint of $name"; }
  checkpoint_millis=$((MOMENT - began))
  sleep 0.1
  line=$(grep '^sigckpt: checkpoint committed' first.err) || { cat first.err; die "checkpoint of $name refused"; }
  kill_life
  pause=$(echo "$line" | sed -n 's/.*pause \([0-9,]*\) ms.*/\1/p' | tr -d ,)
  bytes=$(size_of app.ckpt)

  began=$(now_millis)
  start_life . second.out second.err "$JDK/bin/java" "${JVM_FLAGS[@]}" -jar app.ckpt
  await_line second.out . 600000 || { cat second.err; die "$name did not restart"; }
  restart_millis=$((MOMENT - began))
  await_end 600000 || die "$name did not end after its restart"
  [ "$STATUS" -eq 0 ] && tail -1 second.out | grep -q '^verified' || { cat second.out second.err; die "$name is BROKEN after its restart"; }
  rm -f app.ckpt
  echo "| $name | $((bytes >> 20)) | $pause | $checkpoint_millis | $((dump_bytes >> 20)) | $dump_millis | $restart_millis |"
}

echo "JDK $(jdk_version "$JDK"), $(nproc) processors, $(date -u +%F)"
echo
echo "| state | statefile MiB | pause ms | checkpoint ms | heap dump MiB | heap dump ms | restart to first line ms |"
echo "|---|---|---|---|---|---|---|"
for name in $CASES; do
  case $name in
    long-list)
      JVM_FLAGS=(-Xmx2g)
      COMMAND=(-cp "$CLASSES" bigheaps.LongList 10000000 60 sleep)
      ;;
    mixed-heap)
      JVM_FLAGS=(-Xmx4g)
      COMMAND=(-cp "$CLASSES" bigheaps.MixedHeap "$MIB" 60 sleep)
      ;;
    deep-stack)
      JVM_FLAGS=()
      COMMAND=(-cp "$CLASSES" bigheaps.DeepStack 5000 60 sleep)
      ;;
    *) die "unknown case $name" ;;
  esac
  measure "$name"
done
