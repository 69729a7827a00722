import { Capacity } from "./capacity";

test("so many answers at a time, the others in the order in which they came", () => {
  const capacity = new Capacity(2);
  const started: string[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    capacity.enter(
      () => started.push(name),
      () => true,
    );
  }
  expect(started).toEqual(["a", "b"]);
  capacity.done();
  expect(started).toEqual(["a", "b", "c"]);
});

test("who leaves the queue takes no place", () => {
  const capacity = new Capacity(1);
  const started: string[] = [];
  const enter = (name: string, wanted: boolean) =>
    capacity.enter(
      () => started.push(name),
      () => wanted,
    );
  enter("first", true);
  enter("gone", false);
  enter("patient", true);
  capacity.done();
  expect(started).toEqual(["first", "patient"]);
  capacity.done();
  enter("late", true);
  expect(started).toEqual(["first", "patient", "late"]);
});

test("more room lets in who waits, less room lets out before anybody comes in", () => {
  const capacity = new Capacity(1);
  const started: string[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    capacity.enter(
      () => started.push(name),
      () => true,
    );
  }
  capacity.resize(3);
  expect(started).toEqual(["a", "b", "c"]);
  capacity.resize(1);
  capacity.done();
  capacity.done();
  expect(started).toEqual(["a", "b", "c"]);
  capacity.done();
  expect(started).toEqual(["a", "b", "c", "d"]);
});
