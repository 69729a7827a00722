import type { JsonObject } from "@breakwater/plan-views";
import { createAzureState } from ".";
import { answerTo, stateWith } from "./testing/samples";

const owners = { enabled: true, operator: "GreaterThan", threshold: 80, contactEmails: [], contactRoles: ["Owner"] };
const withNotification = (changes: JsonObject) => ({ notifications: { one: { ...owners, ...changes } } });

test.each<[what: string, changes: JsonObject, target: string | undefined]>([
  ["an amount", { amount: 0.5 }, undefined],
  ["nothing", { amount: 0 }, "amount"],
  ["the first of a month", { timePeriod: { startDate: "2027-01-01T00:00:00Z" } }, undefined],
  ["another day", { timePeriod: { startDate: "2026-12-02" } }, "timePeriod.startDate"],
  ["a month before budgets", { timePeriod: { startDate: "2017-05-01" } }, "timePeriod.startDate"],
  ["mail to owners", withNotification({}), undefined],
  ["mail to nobody", withNotification({ contactRoles: [] }), "notifications.one"],
  ["a threshold of nothing", withNotification({ threshold: 0 }), "notifications.one.threshold"],
  ["a threshold beyond", withNotification({ threshold: 1001 }), "notifications.one.threshold"],
  [
    "51 addresses",
    withNotification({ contactEmails: Array<string>(51).fill("a@example.com") }),
    "notifications.one.contactEmails",
  ],
  [
    "six notifications",
    { notifications: Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, owners])) },
    "notifications",
  ],
])("a budget of %s", (_, changes, target) => {
  expect(answerTo("Budget", changes)).toEqual(target === undefined ? ["taken", undefined] : ["BadRequest", target]);
});

test("a budget's name has 63 signs at most, and no blank", () => {
  expect(answerTo("Budget", { budgetName: "x".repeat(63) })[0]).toBe("taken");
  for (const budgetName of ["x".repeat(64), "a b"]) {
    expect(answerTo("Budget", { budgetName })).toEqual(["InvalidBudgetName", "budgetName"]);
  }
});

test("a budget keeps the month that it began in", () => {
  const changes = { timePeriod: { startDate: "2027-01-01" } };
  expect(answerTo("Budget", changes, stateWith("Budget"), "Budget")).toEqual(["400", "timePeriod.startDate"]);
});

test.each([
  ["2026-11-01", "taken"],
  ["2026-12-01", "taken"],
  ["2027-11-01", "taken"],
  ["2026-10-01", "BadRequest"],
  ["2027-12-01", "BadRequest"],
])("a budget that begins on %s is made on 30 November 2026: %s", (startDate, code) => {
  const azure = createAzureState([], { now: new Date("2026-11-30T16:00:00Z") });
  expect(answerTo("Budget", { timePeriod: { startDate } }, azure)[0]).toBe(code);
});
