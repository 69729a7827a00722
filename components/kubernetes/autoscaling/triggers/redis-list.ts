import * as pulumi from "@pulumi/pulumi";
import { integerBetween } from "../../../validation";
import { redisPort } from "../../plain-redis";
import { hostName, secretKey, someText } from "../../rules";
import { text } from "../../text";
import type { Trigger, TriggerCheck } from "./trigger";

/** Scales on the length of a Redis list. */
export interface RedisListTrigger {
  type: "redisList";
  /** Host of Redis. */
  host: pulumi.Input<string>;
  /** Port of Redis. Default: 6379; Azure Managed Redis listens on 10000. */
  port?: pulumi.Input<number>;
  /** Whether Redis speaks TLS. Default: false. */
  tls?: pulumi.Input<boolean>;
  /** Key of a Secret beside the target that holds the password. Default: Redis asks for none. */
  password?: { secretName: string; key: string };
  /** The list. Default: `ai-requests`. */
  listName?: pulumi.Input<string>;
  /** Items that a replica stands for, 1 or more. Default: 50. */
  itemsPerReplica?: pulumi.Input<number>;
}

/** Items that a replica stands for, where nobody says otherwise. */
export const itemsPerReplica = 50;

/** Defaults (docs/coverage.md). */
const defaults = { port: redisPort, listName: "ai-requests", itemsPerReplica } as const;

/** The trigger of a Redis list; one item wakes a target that has 0 replicas. */
export function redisListTrigger(check: TriggerCheck, args: RedisListTrigger): Trigger {
  const host = check.input("host", args.host, hostName);
  const port = check.input("port", args.port ?? defaults.port, integerBetween(1, 65_535));
  const items = check.input(
    "itemsPerReplica",
    args.itemsPerReplica ?? defaults.itemsPerReplica,
    integerBetween(1, 1_000_000),
  );
  return {
    name: "redis-list",
    type: "redis",
    metadata: {
      address: pulumi.interpolate`${host}:${port}`,
      listName: check.input("listName", args.listName ?? defaults.listName, someText),
      listLength: text(items),
      activationListLength: "0",
      enableTLS: text(args.tls ?? false),
    },
    authentication: args.password === undefined ? undefined : passwordOf(check, args.password),
  };
}

function passwordOf(check: TriggerCheck, { secretName, key }: { secretName: string; key: string }) {
  check.input("password.secretName", secretName, someText);
  check.input("password.key", key, secretKey);
  return { secretTargetRef: [{ parameter: "password", name: secretName, key }] };
}
