import type { JsonObject } from "@breakwater/plan-views";
import { createAzureState } from ".";
import { make } from "./testing/requests";
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

describe("with a clock, a budget that begins", () => {
  const now = new Date("2027-05-20T12:00:00Z");
  const answer = (startDate: string, timeGrain = "Monthly") =>
    answerTo("Budget", { timeGrain, timePeriod: { startDate } }, createAzureState([], { now }))[1];

  test.each([
    ["2027-05-01", "Monthly", undefined],
    ["2027-06-01", "Monthly", undefined],
    ["2027-04-01", "Monthly", "timePeriod.startDate"],
    ["2027-04-01", "Quarterly", undefined],
    ["2027-03-01", "Quarterly", "timePeriod.startDate"],
    ["2027-01-01", "Annually", undefined],
    ["2026-12-01", "Annually", "timePeriod.startDate"],
  ])("on %s, %s: %s", (startDate, timeGrain, target) => {
    expect(answer(startDate, timeGrain)).toBe(target);
  });

  test("in a month that is over is taken where it is there already", () => {
    const state = createAzureState([], { now: new Date("2026-12-15T00:00:00Z") });
    make("Budget", {}, state);
    state.now = now;
    expect(answerTo("Budget", { amount: 900 }, state, "Budget")).toEqual(["taken", undefined]);
  });
});

test("a budget keeps the month that it began in", () => {
  const changes = { timePeriod: { startDate: "2027-01-01" } };
  expect(answerTo("Budget", changes, stateWith("Budget"), "Budget")).toEqual(["400", "timePeriod.startDate"]);
});
