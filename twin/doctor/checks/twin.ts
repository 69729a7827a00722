import type { Check } from "../check";
import { ok, warning } from "../findings";
import type { Finding } from "../findings";

/** Programs that the twin runs for a stack, and where they come from. */
export interface TwinProgram {
  /** `KEDA`. */
  title: string;
  /** Whether they are on this machine; else what brings them: official images, a build, or the package of the system. */
  from: "here" | "image" | "build" | "image or build" | "package";
  /** Why they cannot be had, and what mends it. */
  lack?: string;
}

/** Whether `make up` has, or gets, the programs that it runs. */
export function twinCheck(programs: readonly TwinProgram[]): Check {
  return {
    name: "twin",
    examine: async () => judgeTwin(programs).map((finding) => ({ check: "twin", ...finding })),
  };
}

/** One finding for each way of coming by programs, one for each program that cannot be had. */
export function judgeTwin(programs: readonly TwinProgram[]): Finding[] {
  const ways = {
    here: "`make up` finds on this machine",
    package: "the first `make up` takes from its Debian package, which it does not install",
    image: "the first `make up` takes from their official images",
    "image or build":
      "the first `make up` takes from their official images, or builds from Go modules, in minutes, where no registry answers",
    build: "the first `make up` builds from Go modules, in minutes",
  } as const;
  const had = programs.filter(({ lack }) => lack === undefined);
  return [
    ...Object.entries(ways).flatMap(([from, text]) => {
      const titles = had.filter((program) => program.from === from).map(({ title }) => title);
      return titles.length === 0 ? [] : [ok(`${text}: ${titles.join(", ")}.`)];
    }),
    ...programs.flatMap(({ title, lack }) => (lack === undefined ? [] : [warning(`${title}: ${lack}.`)])),
  ];
}
