import { clock } from "./clock";
import { demoOrders, orderLookup } from "./orders";
import { builtInTools } from ".";

describe("the agent's tools", () => {
  test("describe their arguments as OpenAI's function calls want them", () => {
    for (const { name, description, parameters } of builtInTools()) {
      expect(name).toMatch(/^[a-z_]{1,64}$/);
      expect(description).not.toBe("");
      expect(parameters).toMatchObject({ type: "object", additionalProperties: false });
    }
  });

  test("finds an order however its number is written, and says when there is none", () => {
    const tool = orderLookup();
    expect(JSON.parse(tool.run('{"order":" a-1001 "}'))).toEqual(demoOrders[0]);
    expect(tool.run('{"order":"Z-9"}')).toBe('There is no order "Z-9".');
  });

  test("tells the time of a zone, and refuses one that does not exist", () => {
    const tool = clock(() => new Date("2026-11-22T20:00:00Z"));
    expect(tool.run('{"timeZone":"Asia/Seoul"}')).toContain("Monday");
    expect(tool.run("{}")).toContain("2026-11-22T20:00:00.000Z");
    expect(tool.run('{"timeZone":"Moon/Crater"}')).toMatch(/^error: .*Moon\/Crater/);
  });
});
