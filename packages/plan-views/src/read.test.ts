import { PlanValueError, Reader } from "./read";
import { withUnknown } from "./testing/resources";

const of = (properties: Record<string, unknown>): Reader => new Reader('AgentPool "gpu1"', properties);

/** What reading says is wrong; `undefined` where nothing is. */
function said(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(PlanValueError);
    return (error as PlanValueError).message;
  }
  return undefined;
}

describe("one property", () => {
  const kinds = ["text", "number", "flag", "numberOrText", "record"] as const;

  test.each<[kind: (typeof kinds)[number], value: unknown]>([
    ["text", "Standard_D8s_v5"],
    ["text", ""],
    ["number", 0],
    ["number", -1.5],
    ["flag", true],
    ["flag", false],
    ["numberOrText", 2],
    ["numberOrText", "50%"],
    ["record", {}],
  ])("as a %s is what stands there: %j", (kind, value) => {
    expect(of({ property: value })[kind]("property")).toBe(value);
  });

  test.each(kinds)("as a %s is absent where it is missing, or null, as Kubernetes and Azure have it", (kind) => {
    expect(of({})[kind]("property")).toBeUndefined();
    expect(of({ property: null })[kind]("property")).toBeUndefined();
  });

  test.each<[kind: (typeof kinds)[number], value: unknown, allowed: string]>([
    ["text", 8, "a text"],
    ["text", ["8"], "a text"],
    ["number", "8", "a number"],
    ["number", true, "a number"],
    ["flag", "true", "true or false"],
    ["flag", 1, "true or false"],
    ["numberOrText", true, "a number or a text"],
    ["numberOrText", {}, "a number or a text"],
    ["record", "8", "an object"],
    ["record", [8], "an object"],
  ])("as a %s is not %j: it must be %s", (kind, value, allowed) => {
    expect(said(() => of({ property: value })[kind]("property"))).toBe(
      `AgentPool "gpu1": property = ${JSON.stringify(value)} must be ${allowed}`,
    );
  });

  test.each([NaN, Infinity])("as a number is not %d, of which nothing can be computed", (value) => {
    expect(said(() => of({ property: value }).number("property"))).toContain("must be a number");
    expect(said(() => of({ property: value }).numberOrText("property"))).toContain("must be a number or a text");
  });

  test("as it stands is of any kind, and absent where it is null", () => {
    expect([of({ a: 0 }).any("a"), of({ a: null }).any("a"), of({}).any("a")]).toEqual([0, undefined, undefined]);
  });

  test("that must be there is its value, or an error that says so", () => {
    expect(of({ a: 0 }).required("a", 0, "a number")).toBe(0);
    expect(said(() => of({}).required("a", undefined, "a number"))).toBe(
      'AgentPool "gpu1": a is missing; it must be a number',
    );
  });

  test("that nobody reads may be unknown", () => {
    const read = of(withUnknown({ vmSize: "Standard_D8s_v5" }, "count"));
    expect(read.text("vmSize")).toBe("Standard_D8s_v5");
    expect(() => read.number("count")).toThrow("can't be known during preview");
  });
});

describe("objects and lists", () => {
  test("are read in turn; where they are absent there is nothing in them", () => {
    const read = of({ spec: { template: { name: "web" } }, metrics: [{ type: "cpu" }], zones: ["1", "2"] });
    expect(read.object("spec").object("template").text("name")).toBe("web");
    expect(read.objects("metrics").map((metric) => metric.text("type"))).toEqual(["cpu"]);
    expect(read.records("metrics")).toEqual([{ type: "cpu" }]);
    expect(read.texts("zones")).toEqual(["1", "2"]);
    expect(of({}).object("spec").object("template").properties).toEqual({});
    expect([of({}).objects("a"), of({ a: null }).records("a"), of({}).texts("a"), of({}).textsByName("a")]).toEqual([
      [],
      [],
      [],
      {},
    ]);
  });

  test("texts by name leave out what is null", () => {
    expect(of({ labels: { sku: "gpu", tier: null, empty: "" } }).textsByName("labels")).toStrictEqual({
      sku: "gpu",
      empty: "",
    });
  });

  test.each<[what: string, read: (spec: Reader) => unknown, message: string]>([
    ["no list of objects", (spec) => spec.objects("text"), 'spec.text = "t" must be a list'],
    ["an entry that is no object", (spec) => spec.objects("texts"), 'spec.texts[0] = "t" must be an object'],
    ["an entry that is no text", (spec) => spec.texts("mixed"), "spec.mixed[1] = 5 must be a text"],
    ["no list of texts", (spec) => spec.texts("object"), 'spec.object = {"a":5} must be a list'],
    ["a value by name that is no text", (spec) => spec.textsByName("object"), "spec.object.a = 5 must be a text"],
    ["an object's property", (spec) => spec.object("object").flag("a"), "spec.object.a = 5 must be true or false"],
    ["an entry's property", (spec) => spec.objects("objects")[1]!.text("b"), "spec.objects[1].b = 5 must be a text"],
  ])("say where they are wrong: %s", (_what, read, message) => {
    const spec = of({
      spec: { text: "t", texts: ["t"], mixed: ["t", 5], object: { a: 5 }, objects: [{}, { b: 5 }] },
    }).object("spec");
    expect(said(() => read(spec))).toBe(`AgentPool "gpu1": ${message}`);
  });
});

describe("an error about a value", () => {
  test("has its parts beside its sentence", () => {
    const error = of({ spec: { count: "8" } })
      .object("spec")
      .wrong("count", "a number, 1 or more");
    expect(error).toMatchObject({
      name: "PlanValueError",
      subject: 'AgentPool "gpu1"',
      path: "spec.count",
      value: "8",
      allowed: "a number, 1 or more",
      message: 'AgentPool "gpu1": spec.count = "8" must be a number, 1 or more',
    });
  });

  test("repeats at most eighty characters of it", () => {
    const wrong = (length: number) => of({ name: "x".repeat(length) }).wrong("name", "shorter").message;
    // Two of them are the quotation marks.
    expect(wrong(78)).toBe(`AgentPool "gpu1": name = "${"x".repeat(78)}" must be shorter`);
    expect(wrong(79)).toBe(`AgentPool "gpu1": name = "${"x".repeat(79)}… must be shorter`);
    expect(wrong(500)).toBe(wrong(79));
  });

  test("says also what JSON has no word for", () => {
    expect(of({ name: Symbol("web") }).wrong("name", "a text").message).toContain("name = Symbol(web) must be a text");
  });
});
