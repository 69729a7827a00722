const printable = /^[\x20-\x7e]*$/;

/** Half a surrogate pair, which UTF-8 does not have, becomes the replacement character. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

/**
 * A text as a header's value can have it. Anything but printable ASCII is percent-encoded UTF-8, as in an address: a header has no other letters
 * (RFC 9110, 5.5), and Node refuses them.
 */
export function headerText(text: string): string {
  return printable.test(text) ? text : encodeURI(wellFormed(text));
}
