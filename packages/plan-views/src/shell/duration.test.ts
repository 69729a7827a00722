import * as fc from "fast-check";
import { leastSeconds } from "./duration";

const sh = (script: string) => ["sh", "-c", script];
const seconds = (argv: readonly string[], variables: Record<string, string> = {}) =>
  leastSeconds(argv, new Map(Object.entries(variables)));

// https://www.gnu.org/software/coreutils/manual/html_node/sleep-invocation.html
test.each<[argv: string[], seconds: number]>([
  [["sleep", "40"], 40],
  [["/bin/sleep", "45"], 45],
  [["sleep", "1m", "30s"], 90],
  [["sleep", "0.5"], 0.5],
  [["sleep", ".5m"], 30],
  [["sleep", "1h"], 3600],
  [["sleep", "infinity"], Infinity],
  [["busybox", "sleep", "40"], 40],
  [["env", "TZ=UTC", "sleep", "40"], 40],
  [["timeout", "20", "sleep", "60"], 20],
  [["timeout", "-k", "5", "20", "sleep", "60"], 20],
  [["timeout", "60", "./drain"], 0],
  [["sleep"], 0],
  [["sleep", "soon"], 0],
  [["sleep", "$DRAIN"], 0],
  [["./sleep-a-bit"], 0],
  [["powershell", "-Command", "Start-Sleep -Seconds 60"], 60],
  [["pwsh", "-c", "Start-Sleep 15; Stop-Service web; Start-Sleep -Milliseconds 500"], 15.5],
  [["powershell.exe", "Start-Sleep", "-s", "70"], 70],
  [["pwsh", "-c", "while (Test-Path up) { Start-Sleep 1 }"], 0],
  [["python3", "-c", "import time; time.sleep(60)"], 60],
  [["perl", "-e", "sleep 60"], 60],
  [["python3", "-c", "while busy(): time.sleep(60)"], 0],
  [["sh"], 0],
  [["sh", "-c"], 0],
  [["sh", "/drain.sh"], 0],
  [[], 0],
])("%j takes %d s", (argv, expected) => expect(seconds(argv)).toBe(expected));

test.each<[script: string, seconds: number]>([
  ["sleep 1m", 60],
  ["sleep 1m 30s", 90],
  ["sleep 10; sleep 20", 30],
  ["sleep 10\nsleep 20", 30],
  ["/opt/step-down && sleep 90", 90],
  ["./step-down && sleep 90; ./report", 90],
  ["./notify || true; sleep 40", 40],
  ["./notify || exit 1; sleep 40", 40],
  ["sleep 10 && nginx -s quit", 10],
  ["exec sleep 40", 40],
  ["exec sleep 40; sleep 40", 40],
  ["exit 0; sleep 40", 0],
  ["( sleep 20 ); { sleep 20; }", 40],
  ["(exit 0); sleep 40", 40],
  ["bash -c 'sleep 33'", 33],
  ["timeout 20 sleep 60", 20],
  ["sleep 60 | cat", 60],
  ["sleep 60 > /dev/null 2>&1", 60],
  ['sleep "30"', 30],
  ["sleep 3'0'", 30],
  ["sleep 1\\\n0", 10],
  ["set -euo pipefail\r\nsleep 20", 20],
  ["sleep 90 &", 0],
  ["sleep 90 & ./drain; wait", 90],
  ["sleep 90 & sleep 20; wait $!", 90],
])("sh -c %j takes %d s", (script, expected) => expect(seconds(sh(script))).toBe(expected));

test.each([
  ["text", "echo 'sleep 90'"],
  ["text in a word", "logger before sleep 90"],
  ["a comment", "# sleep 90"],
  ["a variable", 'sleep "$DRAIN"'],
  ["a default", "sleep ${DRAIN:-90}"],
  ["a calculation", "sleep $((60 * 2))"],
  ["a command's answer", "sleep $(cat /drain)"],
  ["a file descriptor", "sleep 90>/dev/null"],
  ["a condition", "if [ -f /drain ]; then sleep 90; fi"],
  ["a condition in short", "[ -f /drain ] && sleep 90"],
  ["a question to a process list", "pgrep nginx && sleep 90"],
  ["a pipe that asks", "ps | grep -q nginx && sleep 90"],
  ["the failure of a command", "./drain || sleep 90"],
  ["a loop", "while kill -0 1; do sleep 90; done"],
  ["a list", "for node in a b; do sleep 90; done"],
  ["a case", "case $1 in a) sleep 90 ;; esac"],
  ["a function", "drain() { sleep 90; }"],
  ["a possible end", "[ -f /drain ] || exit 0; sleep 90"],
  ["a branch that may end it", "if [ -f /done ]; then exit 0; fi; sleep 90"],
  ["the container's possible end", "nginx -s quit; sleep 90"],
  ["a signal to its process", "kill -QUIT 1; sleep 90"],
  ["a here-document", "cat <<END\nsleep 90\nEND"],
  ["a quote without an end", "echo ' ; sleep 90"],
  ["a group without an end", "( sleep 90"],
])("%s says nothing: %s", (_what, script) => expect(seconds(sh(script))).toBe(0));

test("what stands beside a condition counts", () => {
  expect(seconds(sh("if [ -f /a ]; then sleep 90; fi; sleep 3"))).toBe(3);
  expect(seconds(sh("while ./busy; do sleep 1; done; sleep 2"))).toBe(2);
  expect(seconds(sh("test -f /a && sleep 90; sleep 4"))).toBe(4);
});

test("a variable that the container's template sets is put in, unless the script sets its own", () => {
  expect(seconds(sh("sleep $DRAIN"), { DRAIN: "40" })).toBe(40);
  expect(seconds(sh('sleep "${DRAIN}s"'), { DRAIN: "40" })).toBe(40);
  expect(seconds(sh("sleep '$DRAIN'"), { DRAIN: "40" })).toBe(0);
  expect(seconds(sh("DRAIN=5; sleep $DRAIN"), { DRAIN: "40" })).toBe(0);
  expect(seconds(["sleep", "$DRAIN"], { DRAIN: "40" })).toBe(0);
});

test("no script makes it fail", () => {
  const piece = fc.constantFrom(
    ..."sleep;5;30;1m;$X;${Y;$(;`;';\";(;);{;};if;then;fi;do;done;while;case;esac;&&;||;|;&;\n;!;[;]; ;<;>;<<;2>&1;x=1;exit;wait;#;\\;sh;-c;timeout".split(
      ";",
    ),
    ";",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      expect(seconds(sh(pieces.join(" ")))).toBeGreaterThanOrEqual(0);
      expect(seconds(sh(pieces.join("")))).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 3000 },
  );
});
