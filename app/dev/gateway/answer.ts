/** An answer in one protocol: as a whole, or event by event at the pace of a model. */
export interface Answer {
  /** Tokens until it is there as a whole. */
  tokens: number;
  whole(): object;
  /** One event a token. */
  events(): Generator<string>;
  /** What follows the last token at once. */
  ending(): string;
}

/** A server-sent event. */
export const event = (json: object): string => `data: ${JSON.stringify(json)}\n\n`;

/** The same with a name, as the responses call has them. */
export const namedEvent = (type: string, json: object): string => `event: ${type}\n${event({ type, ...json })}`;

export const done = "data: [DONE]\n\n";

export const created = 1_750_000_000;
