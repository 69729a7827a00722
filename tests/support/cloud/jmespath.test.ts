import type { Json } from "@breakwater/plan-views";
import { search } from "./jmespath";

const data: Json = [
  { name: "a", tags: { purpose: "x" }, nodes: 2 },
  { name: "b", nodes: 3, pools: [{ zone: 1 }, { zone: 2 }] },
];

// What Python's jmespath, which az uses, answers to the same.
test.each<[query: string, answer: Json]>([
  ["[?name=='a'].tags.purpose || [?name=='a'].name", ["x"]],
  ["[?name=='b'].tags.purpose || [?name=='b'].name", ["b"]],
  ["[?contains(name, 'b')].{pool:name, size:nodes}", [{ pool: "b", size: 3 }]],
  ["[0].name", "a"],
  ["[?nodes>`2`].[name, to_string(nodes || `false`)]", [["b", "3"]]],
  ["[].pools[].zone", [1, 2]],
  ["[*].pools[*].zone", [[1, 2]]],
  ["length(@)", 2],
  ["[?name=='b'] | [0].nodes", 3],
  ["(value || @)[?name=='a'].nodes", [2]],
  ["[?nodes!=null && name!='a'].name", ["b"]],
  ["[5].name", null],
])("%s", (query, answer) => expect(search(query, data)).toEqual(answer));

test.each(["[?name==", "[0", "name name", "nothing(@)", "[?name='a']"])("%s is no query", (query) =>
  expect(() => search(query, data)).toThrow(),
);
