import type { CallOrigin } from "@breakwater/overload";

/** Bytes of a question's end that tell it from others, besides its size: there stands what was asked last. */
const readBytes = 4_096;
/** A body above this size is read at once, and not kept for as long as its answer is streamed, bytes. */
const keptBytes = 65_536;

/** Where a request comes from. The question is looked at only where a call has failed or a breaker is open. */
export class RequestOrigin implements CallOrigin {
  private digest: number | undefined;
  private json: Buffer | undefined;

  /**
   * @param caller who asks; `undefined` where that is not known: those have one name together
   * @param json the request's body
   */
  constructor(
    readonly caller: string | undefined,
    json: Buffer,
  ) {
    if (json.length <= keptBytes) this.json = json;
    else this.digest = digestOf(json);
  }

  get question(): number {
    return (this.digest ??= digestOf(this.json!));
  }
}

/** FNV-1a of the last bytes and the size: equal for equal questions, and hardly for others. */
function digestOf(json: Buffer): number {
  let hash = (0x811c9dc5 ^ json.length) >>> 0;
  for (let at = Math.max(0, json.length - readBytes); at < json.length; at++) {
    hash = Math.imul(hash ^ json[at]!, 0x01000193) >>> 0;
  }
  return hash;
}
