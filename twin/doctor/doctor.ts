import { type Plan, resourcesOf } from "@breakwater/plan-views";
import { checks } from "./checks/checks";
import type { TwinProgram } from "./checks/twin";
import { problem } from "./findings";
import type { FindingOfCheck, Level } from "./findings";
import { needsOf } from "./needs/needs";
import type { Run } from "./run/command";
import { askThrough } from "./run/json-cli";
import type { Probe } from "./run/probe";
import type { Answer, Ask } from "./run/json-cli";
import { accountQuestion, stateQuestion } from "./situation";
import type { Account, Deployment } from "./situation";

/** What the doctor found. */
export interface DoctorReport {
  stack: string;
  location: string;
  /** Whether nothing is a problem. */
  ok: boolean;
  counts: Record<Level, number>;
  findings: FindingOfCheck[];
}

/**
 * Looks at this machine and at the subscription, and says what a stack lacks. Changes nothing.
 *
 * @param programs those that the twin runs for the stack
 * @param surroundings how a request is sent from this machine, and what time it is (default: the clock's)
 */
export async function examine(
  plan: Plan,
  deployment: Deployment,
  run: Run,
  programs: readonly TwinProgram[],
  { probe, now = new Date() }: { probe: Probe; now?: Date },
): Promise<DoctorReport> {
  const needs = needsOf(plan);
  const resources = resourcesOf(plan);
  const asked = askThrough(run);
  const [account, state] = await Promise.all([asked(accountQuestion), asked(stateQuestion(needs.stack))]);
  const login = new LoginWatch(account, asked);
  const found = await Promise.all(
    checks(run, programs, probe).map((check) =>
      check.examine({ needs, resources, now, deployment, account, state }, login.ask),
    ),
  );
  const findings = [...found.flat(), ...login.findings(deployment)];
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const counts = { ok: count("ok"), warning: count("warning"), problem: count("problem"), unseen: count("unseen") };
  return { stack: needs.stack, location: needs.location, ok: counts.problem === 0, counts, findings };
}

/** Passes questions to az only while somebody is logged in, and notices when the login turns out to have ended. */
class LoginWatch {
  private ended: string | undefined;

  constructor(
    private readonly account: Answer<Account>,
    private readonly through: Ask,
  ) {}

  readonly ask: Ask = async (question) => {
    // Each further call would only wait for the same answer.
    if (question.tool === "az" && !this.account.seen) {
      return this.account.reason === "login" ? { ...this.account, why: "nobody is logged in to Azure" } : this.account;
    }
    const answer = await this.through(question);
    if (question.tool === "az" && !answer.seen && answer.reason === "login") this.ended = answer.why;
    return answer;
  };

  findings({ tenantId }: Deployment): FindingOfCheck[] {
    if (this.ended === undefined) return [];
    const mend = `az login${tenantId === undefined ? "" : ` --tenant ${tenantId}`}`;
    return [{ check: "subscription", ...problem(`The login of az has ended: ${this.ended}`, mend) }];
  }
}
