import type { Check } from "../check";
import { ok, problem, unseen, warning } from "../findings";
import type { Finding } from "../findings";
import { drawnName } from "../names";
import { type Door, doorsOf } from "../needs/doors";
import type { Probe, Probed } from "../run/probe";
import { deployedOutputs, onStack } from "../situation";
import type { Situation } from "../situation";

/**
 * Whether this machine comes in where somebody must: by what the Plan lets in before a service is there, by a request once it is.
 *
 * @param probe sends that request
 */
export function reachabilityCheck(probe: Probe): Check {
  return {
    name: "reachability",
    examine: async (situation) => {
      const doors = doorsOf(situation.resources).map((door) => ({
        ...door,
        name: drawnName(door.name, situation) ?? door.name,
      }));
      const findings = await Promise.all(doors.map((door) => examineDoor(door, situation, probe)));
      const all = findings.length > 0 ? findings : [ok("The Plan has no service that must be reached from outside.")];
      return all.map((finding) => ({ check: "reachability", ...finding }));
    },
  };
}

async function examineDoor(door: Door, situation: Situation, probe: Probe): Promise<Finding> {
  const { kind, name, use, lets } = door;
  const outputs = deployedOutputs(situation, door.urn);
  if (outputs !== undefined) {
    const url = door.urlOf(outputs);
    if (url === undefined)
      return unseen(`whether this machine reaches the ${kind} ${name}: the state has no address of it`);
    return judgeProbe(door, url, await probe(url), situation);
  }
  if (lets === "all") return ok(`The ${kind} ${name} will take requests from anywhere; ${use}.`);
  if (lets === "network") {
    return warning(
      `The ${kind} ${name} will take requests from its virtual network only, by the Plan; ${use}. ${capital(wayIn(door))}:`,
      mendOf(door, "<your public address>", situation),
    );
  }
  return unseen(
    `whether this machine may reach the ${kind} ${name}, which will take requests from ${lets.join(", ")} alone: that shows once it is there. ${use}`,
  );
}

/** What a registry says to an address that it does not let in (https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access). */
const deniedAddress = /client with IP '([^']+)'/i;

function judgeProbe(door: Door, url: string, probed: Probed, situation: Situation): Finding {
  const { kind, name, use, lets } = door;
  if (probed.kind === "silent") {
    const what = `the ${kind} ${name} did not answer this machine (${url}: ${probed.why})`;
    // Who is let in from everywhere and gets no answer has another trouble than a firewall.
    return lets === "all"
      ? unseen(`whether this machine reaches it: ${what}`)
      : lack(
          door,
          `${capital(what)}: it lets in ${whom(lets)}; ${use}. ${capital(wayIn(door))}:`,
          mendOf(door, "<your public address>", situation),
        );
  }
  // Without credentials an open door answers 401, 400 or 404; the firewall of registry, vault and storage 403.
  if (probed.status !== 403 || kind === "API server") return ok(`This machine reaches the ${kind} ${name}.`);
  const address = deniedAddress.exec(probed.body)?.[1];
  const from = address === undefined ? "this machine" : `this machine's address ${address}`;
  return lack(
    door,
    `The ${kind} ${name} refuses ${from}: it lets in ${whom(lets)}; ${use}. ${capital(wayIn(door))}:`,
    mendOf(door, address ?? "<your public address>", situation),
  );
}

const lack = ({ needed }: Door, what: string, mend: string): Finding => (needed ? problem : warning)(what, mend);

const whom = (lets: Door["lets"]): string =>
  lets === "all" ? "everybody" : lets === "network" ? "its virtual network only" : lets.join(", ");

const wayIn = ({ setting }: Door): string =>
  setting === "privateApiServer"
    ? "run Pulumi on a machine in that network, or make the API server public"
    : "run that on a machine in that network, or let an address in";

function mendOf({ setting, lets }: Door, address: string, situation: Situation): string {
  if (setting === "privateApiServer") return `pulumi config set privateApiServer false ${onStack(situation)}`;
  const ranges = [...(typeof lets === "string" ? [] : lets), address];
  return `pulumi config set ${setting} '${JSON.stringify(ranges)}' ${onStack(situation)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
