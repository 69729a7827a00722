/** Where a long work stands. */
export interface Step {
  /** What is being done, for example `building the control plane: 3 of 7, kube-controller-manager`. */
  text: string;
  /** What of it just now: may change often. */
  detail?: string;
  /** Seconds that are left, as far as can be told. Absent where nothing can. */
  secondsLeft?: number;
  /** A line that stays, above the one that says what is being done. Default: the text is that line. */
  lasting?: true;
}
