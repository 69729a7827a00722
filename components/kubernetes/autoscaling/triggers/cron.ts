import type * as pulumi from "@pulumi/pulumi";
import { integerBetween, matching, type Rule } from "../../../validation";
import { text } from "../../text";
import type { Trigger, TriggerCheck } from "./trigger";

/** Hours of every day in which replicas stand ready before they are needed. */
export interface CronWindow {
  /** IANA time zone in which the hours are meant, for example `Asia/Seoul`. */
  timeZone: string;
  /** First minute of the window, `HH:MM`. */
  start: string;
  /** Minute at which it is over, `HH:MM`. One before `start` is that of the next day. */
  end: string;
  /** Replicas in the window, 1 or more and `maxReplicas` at most. What the other triggers ask for beyond them still counts. */
  replicas: pulumi.Input<number>;
}

/** A window as a trigger. */
export interface CronTrigger extends CronWindow {
  type: "cron";
}

const timeOfDay = matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 10:00");

/**
 * A zone that both this runtime and KEDA's know. KEDA opens it as a file of the time zone database, so its letters' case counts
 * and an offset such as +09:00 is none.
 */
export const timeZone: Rule<string> = {
  allowed: "an IANA time zone such as Asia/Seoul",
  accepts: (name) => /^(UTC|[A-Z]\w*(\/[A-Z][\w+-]*)+)$/.test(name) && isKnownZone(name),
};

function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The trigger of a window. */
export function cronTrigger(check: TriggerCheck, { start, end, replicas, ...window }: CronWindow): Trigger {
  check.input("start", start, timeOfDay);
  check.input("end", end, timeOfDay);
  check.input("end", end, {
    allowed: `another time than start (${start}): the window has no length`,
    accepts: (time) => time !== start,
  });
  return {
    name: "cron",
    type: "cron",
    metadata: {
      timezone: check.input("timeZone", window.timeZone, timeZone),
      start: daily(start),
      end: daily(end),
      desiredReplicas: text(check.input("replicas", replicas, integerBetween(1, 1000))),
    },
  };
}

/** `10:05` as the cron expression of every day at that time. */
function daily(time: string): string {
  const [hour, minute] = String(time).split(":").map(Number);
  return `${minute} ${hour} * * *`;
}
