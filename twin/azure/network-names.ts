import type { NameRule } from "./resource-type";

/** Names of most resources of Microsoft.Network, by their least and greatest length. */
export const networkNameRule = (least: number, most: number): NameRule => ({
  pattern: new RegExp(`^(?=.{${least},${most}}$)[a-zA-Z0-9]([\\w.-]*\\w)?$`),
  rule: `${least} to ${most} letters, digits, '_', '-' and '.', beginning with a letter or digit and ending with one or '_'`,
  code: "InvalidResourceName",
});
