#!/usr/bin/env bash
# Takes a checkpoint every few seconds of many contending threads, and prints how long they took to quiesce.
#
#   examples/contention.sh [JAVA_HOME [THREADS [SECONDS]]]        default: 1000 threads, 120 seconds
#   EVERY=5 examples/contention.sh ...                            seconds between two checkpoints; default 3
#   KIND=computing examples/contention.sh ...                     threads that all compute; default: most park or contend

set -uo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

JDK=${1:-${JAVA_HOME:-}}
[ -x "$JDK/bin/java" ] || die "no JDK at '$JDK'; give its home as the first argument or in JAVA_HOME"
THREADS=${2:-1000}
SECONDS_LONG=${3:-120}
need_classes
need_agent
WORK=$EXAMPLES/target/contention
rm -rf "$WORK"
mkdir -p "$WORK"

"$JDK/bin/java" "-javaagent:$AGENT=every=${EVERY:-3}s,file=$WORK/app.ckpt" -cp "$CLASSES" \
  contention.Contention "$THREADS" "$SECONDS_LONG" "${KIND:-mixed}" >"$WORK/out" 2>"$WORK/err" || die "the program failed: $WORK/err"

grep '^sigckpt: ' "$WORK/err" | grep -v committed
tail -n 1 "$WORK/out"
sed -n 's/^turns //p' "$WORK/out" | sort -n |
  awk '{ t[NR] = $1 } END { print "turns a second: least " t[1] ", median " t[int((NR + 1) / 2)] }'
sed -n 's/.*(\([0-9]*\) ms to quiesce).*/\1/p' "$WORK/err" | sort -n |
  awk '{ q[NR] = $1 } END { print NR " checkpoints of '"$THREADS"' threads; ms to quiesce: median " q[int((NR + 1) / 2)] ", 99th percentile " q[int(NR * 0.99 + 0.99)] ", most " q[NR] }'
