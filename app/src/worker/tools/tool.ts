import { z } from "zod";

/**
 * Something that the agent can do. Tools only read: an attempt that was killed is made again, and its tools run again.
 */
export interface Tool {
  name: string;
  /** For the model: when to use it. */
  description: string;
  /** Its arguments, as JSON Schema. */
  parameters: Record<string, unknown>;
  /** Runs it with what the model wrote. Returns what the model gets to read, of a mistake too. */
  run(args: string): string;
}

/** Most characters of a tool's answer that the model gets. */
const maxToolOutput = 4_000;

/** A tool whose arguments are checked by the schema that the model is given. */
export function tool<Args extends z.ZodObject>(definition: {
  name: string;
  description: string;
  args: Args;
  /** @throws Error whose message the model can act on. */
  run(args: z.infer<Args>): string;
}): Tool {
  const { name, description, args: schema } = definition;
  return {
    name,
    description,
    parameters: z.toJSONSchema(schema),
    run: (text) => {
      try {
        return definition.run(schema.parse(JSON.parse(text))).slice(0, maxToolOutput);
      } catch (error) {
        // A model corrects its call when it reads what was wrong with it; the task need not fail for it.
        const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
        return `error: ${reason}`.slice(0, maxToolOutput);
      }
    },
  };
}
