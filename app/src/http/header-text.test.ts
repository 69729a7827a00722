import { validateHeaderValue } from "node:http";
import * as fc from "fast-check";
import { headerText } from "./header-text";

test.each([
  ["Qwen/Qwen3-14B", "Qwen/Qwen3-14B"],
  ["gpt-4.1", "gpt-4.1"],
  ["모델/ä", "%EB%AA%A8%EB%8D%B8/%C3%A4"],
])("%s stands in a header as %s", (text, value) => expect(headerText(text)).toBe(value));

test("any text is one that Node writes, and can be read again", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (text) => {
      const value = headerText(text);
      validateHeaderValue("x-model", value);
      if (value !== text) expect(decodeURI(value)).toBe(decodeURI(encodeURI(Buffer.from(text).toString())));
    }),
    { seed: 8 },
  );
});
