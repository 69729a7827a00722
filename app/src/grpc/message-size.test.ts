import * as fc from "fast-check";
import { bounded, countMessages } from "./message-size";
import { loadChatService } from "./server";

const { requestSerialize, requestDeserialize } = loadChatService().service["Complete"]!;
const text = fc.string({ maxLength: 20 });

describe("the messages of a request on the wire", () => {
  test("are as many as are decoded", () => {
    const request = fc.record({
      messages: fc.array(fc.record({ role: text, content: text }), { maxLength: 20 }),
      model: text,
      temperature: fc.double({ noNaN: true }),
      max_tokens: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      priority: fc.constantFrom(0, 1),
      further_json: text,
    });
    fc.assert(
      fc.property(request, (given) => expect(countMessages(requestSerialize(given))).toBe(given.messages.length)),
      { seed: 18 },
    );
  });

  test("are never fewer than are decoded, and counting ends, whatever the bytes", () => {
    // Tags and lengths of every kind, short and overlong.
    const byte = fc.constantFrom(
      0x0a,
      0x00,
      0x8a,
      0x80,
      0x0b,
      0x0c,
      0x12,
      0x13,
      0x14,
      0x01,
      0x02,
      0x08,
      0x1d,
      0x11,
      0xff,
    );
    const bytesOfBoth = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.array(byte, { maxLength: 100 }));
    fc.assert(
      fc.property(bytesOfBoth, (bytes) => {
        const counted = countMessages(Buffer.from(bytes));
        let decoded: { messages: unknown[] };
        try {
          decoded = requestDeserialize(Buffer.from(bytes)) as typeof decoded;
        } catch {
          return;
        }
        expect(counted).toBeGreaterThanOrEqual(decoded.messages.length);
      }),
      { numRuns: 5_000, seed: 19 },
    );
  });

  test("are refused before they are decoded where there are too many", () => {
    const decode = jest.fn(() => ({}));
    const bytes = Buffer.alloc(2 * 100_000, Buffer.from([0x0a, 0x00]));
    expect(bounded(decode)(bytes)).toMatchObject({
      refusal: { status: 400, code: "too_many_values", param: "messages" },
    });
    expect(decode).not.toHaveBeenCalled();
    expect(bounded(decode)(bytes.subarray(0, 100))).toEqual({});
  });
});
