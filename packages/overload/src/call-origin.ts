/** Where a call comes from, as far as its failure may be its own and not its model's. */
export interface CallOrigin {
  /** Who asks; `undefined` where that is not known. */
  readonly caller: string | undefined;
  /** A number that tells its question from others; `undefined` where that is not known. */
  readonly question: number | undefined;
}

/** What the origins of some calls have in common. */
export class SharedOrigin {
  private caller: string | undefined;
  private question: number | undefined;
  private sameCaller = true;
  private sameQuestion = true;
  private isEmpty = true;

  /** Whether that origin has it too. */
  includes({ caller, question }: CallOrigin): boolean {
    return (!this.sameCaller || caller === this.caller) && (!this.sameQuestion || question === this.question);
  }

  /** One more: what it does not share is no longer in common. Without an origin it shares nothing. */
  add(origin: CallOrigin | undefined): void {
    if (this.isEmpty) {
      this.caller = origin?.caller;
      this.question = origin?.question;
      this.isEmpty = false;
    }
    if (origin === undefined || origin.caller !== this.caller) this.sameCaller = false;
    if (origin === undefined || origin.question !== this.question) this.sameQuestion = false;
  }
}
