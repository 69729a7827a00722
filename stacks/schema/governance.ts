import { z } from "zod";
import { decimal, emailAddress, flag, integer, textLike } from "../formats";

/** Logs and alerts of Azure. */
export const observabilitySettings = z.strictObject({
  /** Whether there is a Log Analytics workspace with logs of the cluster and of every resource that has them. */
  enabled: flag(),
  /** Days for which logs can be searched. */
  logRetentionDays: integer(30, 730),
  /** Most that the workspace takes in a day, GB, 0.023 at least: past it logs are lost, not paid for. */
  dailyLogGb: decimal(0.023, 100_000),
  /** Who is told when an alert fires, and by the budget. Mail to the subscription's owners misses who is one by a group. */
  alertEmails: z.array(emailAddress, "a list of e-mail addresses"),
});

/** What keeps money, rules and data. */
export const guardrailsSettings = z.strictObject({
  /** What a month may cost before somebody is told, US dollars; 0 for no budget. Nothing is switched off. */
  budgetMonthlyUsd: integer(0, 10_000_000),
  /**
   * First month of the budget; empty for the one in which it is made. Azure takes no month that is over, and a budget that is
   * there keeps its own.
   */
  budgetStart: z.union(
    [z.literal(""), textLike(/^20\d{2}-(0[1-9]|1[0-2])$/, "a month")],
    "a month such as 2026-12, or empty",
  ),
  /** Who is told beside the owners of the subscription and whom alerts reach. */
  budgetEmails: z.array(emailAddress, "a list of e-mail addresses"),
  /**
   * Defender's sensor in the cluster, and the wish for its paid plans for containers, vaults and storage. Those are the whole
   * subscription's: the output `defenderPlans` names them, and somebody switches them on beside the program.
   */
  defender: flag(),
  /** Azure Policy inside the cluster and on the resource group. */
  azurePolicy: flag(),
  /** Locks and Pulumi's protection on what cannot be made again: `pulumi destroy` then needs two more steps. */
  locks: flag(),
});
