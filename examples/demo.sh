#!/usr/bin/env bash
# From a fresh clone to a restarted program: builds sigckpt, runs Mozilla Rhino, unmodified, under the agent, takes a
# checkpoint, kills the process, restarts it from the statefile, and compares the output with an undisturbed run.
#
#   examples/demo.sh            uses the JDK in JAVA_HOME, or the java on the PATH

set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
WORK=$EXAMPLES/target/demo
PID=
trap '[ -z "$PID" ] || kill -KILL "$PID" 2>/dev/null || true' EXIT

say() {
  echo
  echo "== $*"
}

show() {
  printf '   $ %s\n' "$*"
}

say "build"
show mvn -q -DskipTests package
(cd "$ROOT" && mvn -q -B -DskipTests package)
select_program rhino
rm -rf "$WORK"
mkdir -p "$WORK"
cd "$WORK"

say "run a JavaScript benchmark on Rhino under the agent"
show "java -javaagent:sigckpt.jar -jar rhino.jar -opt -1 benchmark.js"
start_life "$WORK" first.out first.err "$JAVA" "-javaagent:$AGENT" "${COMMAND[@]}"
await_signal_handler 60000 || { cat first.err; die "the program did not start"; }
while alive && [ "$(wc -l <first.out)" -lt 40 ]; do sleep 0.1; done

say "ask for a checkpoint, then kill the process"
show "kill -USR1 $PID"
kill -USR1 "$PID"
for _ in $(seq 300); do
  [ "$(commit_count first.err)" -eq 0 ] && [ "$(refusal_count first.err)" -eq 0 ] && alive || break
  sleep 0.1
done
sed 's/^/   /' first.err
[ "$(commit_count first.err)" -eq 1 ] || die "no checkpoint was committed"
show "kill -KILL $PID"
kill_life || true
echo "   last line of the killed process:     $(tail -1 first.out)"

say "restart"
show "java -jar app.ckpt"
start_life "$WORK" second.out second.err "$JAVA" -jar app.ckpt
await_end 600000 || die "the restarted program did not end"
[ "$STATUS" -eq 0 ] || { cat second.err; die "the restarted program ended with status $STATUS"; }
echo "   first line of the restarted process: $(head -1 second.out)"
echo "   last line of the restarted process:  $(tail -1 second.out)"

say "compare with an undisturbed run"
"$JAVA" "${COMMAND[@]}" >undisturbed.out
place=$(($(size_of undisturbed.out) - $(size_of second.out)))
if cmp -n "$(size_of first.out)" first.out undisturbed.out && cmp second.out undisturbed.out 0 "$place" &&
  [ "$place" -le "$(size_of first.out)" ]; then
  echo "   equal: $place bytes up to the checkpoint, $(size_of second.out) bytes after the restart"
else
  die "the output DIFFERS; see $WORK"
fi
