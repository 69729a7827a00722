import { failureOf, type RedisFailure, wordsOf } from "./redis-errors";

/** An error as ioredis throws it for a reply, with the command that it hangs on it. */
const reply = (message: string): Error =>
  Object.assign(new Error(message), {
    name: "ReplyError",
    command: { name: "set", args: ["session:1", "a question"] },
  });

test.each<[message: string, failure: RedisFailure]>([
  ["READONLY You can't write against a read only replica.", "otherServer"],
  [
    "ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write against a read only replica.",
    "otherServer",
  ],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "otherServer"],
  ["UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)", "otherServer"],
  ["NOAUTH Authentication required.", "otherServer"],
  ["LOADING Redis is loading the dataset in memory", "busy"],
  ["BUSY Redis is busy running a script.", "busy"],
  ["CLUSTERDOWN The cluster is down", "busy"],
  ["TRYAGAIN Multiple keys request during rehashing of slot", "busy"],
  ["OOM command not allowed when used memory > 'maxmemory'.", "refused"],
  ["NOPERM User default has no permissions to run the 'set' command", "refused"],
  [
    "ERR The user executing the script can't run this command or subcommand script: 82cdd3d, on @user_script:1.",
    "refused",
  ],
  ["MOVED 3999 127.0.0.1:6381", "refused"],
  ["CROSSSLOT Keys in request don't hash to the same slot", "refused"],
  ["MISCONF Redis is configured to save RDB snapshots", "refused"],
  ["WRONGPASS invalid username-password pair or user is disabled.", "refused"],
  ["WRONGTYPE Operation against a key holding the wrong kind of value", "data"],
  ["ERR Error running script (call to f_1): @user_script:2: -WRONGTYPE Operation against a key", "data"],
  ["ERR hash value is not an integer", "data"],
])("%s: %s", (message, failure) => {
  expect(failureOf(reply(message))).toBe(failure);
});

test("what is no reply is the connection's, and may have been carried out", () => {
  expect(failureOf(new Error("Command timed out"))).toBe("connection");
  expect(failureOf(new Error("Stream isn't writeable and enableOfflineQueue options is false"))).toBe("connection");
});

test("words for a log have no arguments of a command", () => {
  expect(wordsOf(reply("OOM no"))).toBe("ReplyError: OOM no");
});
