/**
 * For mutation tests: a property tries 20 examples, and ends at the first that fails. Thousands of faults are tried, and of each only this is asked:
 * is it noticed? Fewer examples notice less, so the score is rather too low.
 */
require("fast-check").configureGlobal({ numRuns: 20, endOnFailure: true });
