/**
 * The policy pack: `pulumi preview --policy-pack policies`, on this program or anybody's. It is the only file that constructs the
 * pack, because the constructor starts a server; everybody else takes the rules from `rules`.
 */
import "@breakwater/needed-node";
import { PolicyPack, UnknownValueError } from "@pulumi/policy";
import { toPolicies } from "./pack";
import { rules } from "./rules";

/** The engine knows by this class what a preview cannot know. Its constructor makes words about one property; these are about several. */
const unknownErrorOf = (message: string): Error =>
  Object.setPrototypeOf(new Error(message), UnknownValueError.prototype as object) as Error;

new PolicyPack("breakwater", { policies: toPolicies(rules, unknownErrorOf) });
