import { addressRules } from "@breakwater/cidr";
import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/servicebus";
import { ArgumentCheck, integerBetween, oneOf, type Problem } from "../validation";
import { isoDuration } from "./duration";
import { serviceBusNamespaceName, serviceBusQueueName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { hostSuffixes } from "./private-link";

/** SKUs of Service Bus. */
export type TaskQueueSku = "Basic" | "Standard" | "Premium";

/** What `TaskQueue` takes. */
export interface TaskQueueArgs extends PlacementArgs {
  /** Name of the namespace, unique in all of Azure: 6 to 50 letters, digits and hyphens. */
  namespaceName: pulumi.Input<string>;
  /**
   * `Basic` has no duplicate detection; `Premium` ($677 a month and unit) has units of its own, private endpoints and a
   * firewall. No namespace changes from or to `Premium`.
   */
  sku: TaskQueueSku;
  /** Messaging units, 1, 2, 4, 8 or 16. `Premium` only, where the default is 1. */
  units?: number;
  /** Name of the queue. Default: `ai-task-queue`. */
  queueName?: pulumi.Input<string>;
  /** Time for which a message belongs to the receiver that took it, unless renewed, seconds, 5 to 300. Default: 120. */
  lockSeconds?: pulumi.Input<number>;
  /**
   * Deliveries after which a message is dead-lettered, 1 to 2000. Default: 20, well above the worker's own 5 attempts, which
   * it counts itself: a hand-back at a rollout is a delivery and no attempt.
   */
  maxDeliveryCount?: pulumi.Input<number>;
  /** Time after which a message that nobody took is dead-lettered, seconds, at least 60. Default: 604,800 (7 days). */
  messageTtlSeconds?: pulumi.Input<number>;
  /**
   * Time for which a second message of the same id is dropped, minutes, 0 (never) to 10,080. Fixed whether it is 0 once the
   * queue exists. Default: 10; 0 with `Basic`, which cannot.
   */
  duplicateWindowMinutes?: number;
  /**
   * Public addresses and networks that may reach the namespace, `Premium` only; empty for none, which leaves private
   * endpoints. Default: all, for whoever Azure's roles let in.
   */
  allowedIpRanges?: string[];
}

/** Defaults (docs/coverage.md) and of the app. */
const defaults = {
  queueName: "ai-task-queue",
  lockSeconds: 120,
  maxDeliveryCount: 20,
  messageTtlSeconds: 604_800,
  duplicateWindowMinutes: 10,
} as const;

/**
 * A queue of tasks in a namespace of Service Bus that nobody has a key for: senders and receivers are granted
 * `serviceBusDataSender` and `serviceBusDataReceiver` on `queueId`.
 */
export class TaskQueue extends pulumi.ComponentResource {
  /** Azure id of the namespace. */
  public readonly namespaceId: pulumi.Output<string>;
  /** Name of the namespace, known once it exists: what KEDA's trigger asks for. */
  public readonly namespaceName: pulumi.Output<string>;
  /** Host of the namespace, `<name>.servicebus.windows.net`. */
  public readonly host: pulumi.Output<string>;
  /** Azure id of the queue: the scope of its users' roles. */
  public readonly queueId: pulumi.Output<string>;
  /** Name of the queue. */
  public readonly queueName: pulumi.Output<string>;

  constructor(name: string, args: TaskQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:TaskQueue", name, args, opts);
    const valid = validArgs(name, args);
    const { resourceGroupName, location, tags } = valid;
    const { sku, allowedIpRanges } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const publicNetworkAccess = allowedIpRanges?.length === 0 ? "Disabled" : "Enabled";

    const namespace = new azure.Namespace(
      name,
      {
        resourceGroupName,
        namespaceName: valid.namespaceName,
        location,
        tags,
        sku: { name: sku, tier: sku, ...(sku === "Premium" ? { capacity: valid.units } : {}) },
        // A connection string would be a password of everything in it.
        disableLocalAuth: true,
        minimumTlsVersion: "1.2",
        publicNetworkAccess,
      },
      childOptions,
    );
    if (allowedIpRanges !== undefined) {
      new azure.NamespaceNetworkRuleSet(
        `${name}-firewall`,
        {
          resourceGroupName,
          namespaceName: namespace.name,
          defaultAction: "Deny",
          publicNetworkAccess,
          ipRules: allowedIpRanges.map((ipMask) => ({ ipMask, action: "Allow" })),
        },
        childOptions,
      );
    }

    const queue = new azure.Queue(
      name,
      {
        resourceGroupName,
        namespaceName: namespace.name,
        queueName: valid.queueName,
        lockDuration: pulumi.output(valid.lockSeconds).apply(isoDuration),
        maxDeliveryCount: valid.maxDeliveryCount,
        defaultMessageTimeToLive: pulumi.output(valid.messageTtlSeconds).apply(isoDuration),
        // A task that was never done is a fault to be looked at, not one to be forgotten.
        deadLetteringOnMessageExpiration: true,
        ...duplicateDetection(valid.duplicateWindowMinutes),
      },
      childOptions,
    );

    this.namespaceId = namespace.id;
    this.namespaceName = namespace.name;
    this.host = pulumi.interpolate`${namespace.name}.${hostSuffixes.queue}`;
    this.queueId = queue.id;
    this.queueName = queue.name;
    this.registerOutputs({
      namespaceId: this.namespaceId,
      namespaceName: this.namespaceName,
      host: this.host,
      queueId: this.queueId,
      queueName: this.queueName,
    });
  }
}

const duplicateDetection = (minutes: number) =>
  minutes === 0
    ? {}
    : { requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow: isoDuration(minutes * 60) };

const messagingUnits = {
  allowed: "1, 2, 4, 8 or 16",
  accepts: (units: number) => [1, 2, 4, 8, 16].includes(units),
};

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: TaskQueueArgs) {
  const { sku, allowedIpRanges = [] } = args;
  const check = new ArgumentCheck("TaskQueue", name);
  const valid = {
    namespaceName: check.input("namespaceName", args.namespaceName, serviceBusNamespaceName),
    queueName: check.input("queueName", args.queueName ?? defaults.queueName, serviceBusQueueName),
    lockSeconds: check.input("lockSeconds", args.lockSeconds ?? defaults.lockSeconds, integerBetween(5, 300)),
    maxDeliveryCount: check.input(
      "maxDeliveryCount",
      args.maxDeliveryCount ?? defaults.maxDeliveryCount,
      integerBetween(1, 2000),
    ),
    messageTtlSeconds: check.input(
      "messageTtlSeconds",
      args.messageTtlSeconds ?? defaults.messageTtlSeconds,
      integerBetween(60, 31_536_000),
    ),
    duplicateWindowMinutes: args.duplicateWindowMinutes ?? (sku === "Basic" ? 0 : defaults.duplicateWindowMinutes),
    units: args.units ?? 1,
    ...validPlacement(check, args),
  };
  check.input("sku", sku, oneOf<TaskQueueSku>("Basic", "Standard", "Premium"));
  check.input("duplicateWindowMinutes", valid.duplicateWindowMinutes, integerBetween(0, 10_080));
  check.input("units", valid.units, messagingUnits);
  check.each("allowedIpRanges", allowedIpRanges, addressRules.firewallRange);
  check.together({ sku }, () => beyondSku(args));
  check.throwProblems();
  return valid;
}

/** What the SKU does not have (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-premium-messaging). */
function beyondSku({
  sku,
  units,
  duplicateWindowMinutes,
  allowedIpRanges,
  messageTtlSeconds,
}: TaskQueueArgs): Problem[] {
  const problems: Problem[] = [];
  if (sku !== "Premium" && units !== undefined) {
    problems.push({ propertyPath: "units", value: units, allowed: `left out with the SKU ${sku}` });
  }
  if (sku !== "Premium" && allowedIpRanges !== undefined) {
    problems.push({ propertyPath: "allowedIpRanges", value: allowedIpRanges, allowed: `left out with the SKU ${sku}` });
  }
  if (sku === "Basic" && duplicateWindowMinutes !== undefined && duplicateWindowMinutes > 0) {
    problems.push({
      propertyPath: "duplicateWindowMinutes",
      value: duplicateWindowMinutes,
      allowed: "0 with the SKU Basic",
    });
  }
  // Basic keeps no message for longer than 14 days.
  if (sku === "Basic" && typeof messageTtlSeconds === "number" && messageTtlSeconds > 1_209_600) {
    problems.push({
      propertyPath: "messageTtlSeconds",
      value: messageTtlSeconds,
      allowed: "at most 1209600 with the SKU Basic",
    });
  }
  return problems;
}
