/**
 * The policy pack: `pulumi preview --policy-pack policies`, on this program or anybody's. It is the only file that constructs the
 * pack, because the constructor starts a server; everybody else takes the rules from `rules`.
 */
import "@breakwater/needed-node";
import { PolicyPack } from "@pulumi/policy";
import { toPolicies } from "./pack";
import { rules } from "./rules";

new PolicyPack("breakwater", { policies: toPolicies(rules) });
