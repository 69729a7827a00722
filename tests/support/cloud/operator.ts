import { SimulatedCloud, type Typist } from "./cloud";
import { PageJourney } from "./page-journey";

const tenant = "--tenant 11111111-1111-1111-1111-111111111111";

/** The pages whose commands lead from an empty subscription to a second prod. */
export const pathPages = ["docs/azure.md", "docs/pipeline.md", "docs/operate.md"];

/** The login of the operator herself. */
export const asOperator = `az login ${tenant}`;

/** The login of a job of the pipeline, as an identity of the group of the state. */
export const asIdentity = (identity: string): string =>
  `az login --service-principal ${tenant} --federated-token jwt --username "$(az identity show --resource-group rg-breakwater-state --name ${identity} --query clientId --output tsv)"`;

/** Somebody who works through the pages, at a cloud of her own. */
export class Operator {
  readonly cloud = new SimulatedCloud();
  readonly journey = new PageJourney(this.cloud, pathPages);
  /** Steps that were taken. */
  readonly taken = new Set<string>();

  /**
   * Takes steps one after the other, until one goes otherwise than its page says, and keeps what is there after each.
   *
   * @returns what went otherwise
   */
  async take(...names: string[]): Promise<string[]> {
    for (const name of names) {
      this.taken.add(name);
      const problems = await this.journey.take(name);
      if (problems.length > 0) return problems;
      await this.cloud.keep(kept(name));
    }
    return [];
  }

  /** Brings back what was there after a step, with the operator logged in. */
  async after(step: string): Promise<void> {
    await this.cloud.restore(kept(step));
    await this.cloud.run(asOperator);
  }

  /** Types lines until one fails, and says what came of that; nothing where all went well. */
  type(...lines: string[]): Promise<string> {
    return this.typeAs({}, ...lines);
  }

  /** The same at another machine, or where nobody sits. */
  async typeAs(typist: Typist, ...lines: string[]): Promise<string> {
    for (const line of lines) {
      const { exitCode, stdout } = await this.cloud.run(line, typist);
      if (exitCode !== 0) return `$ ${line}\n${stdout}`;
    }
    return "";
  }

  dispose(): Promise<void> {
    return this.cloud.dispose();
  }
}

const kept = (step: string): string => step.replace("/", "-");
