import type { ServiceBusMessage, ServiceBusReceivedMessage } from "@azure/service-bus";
import { QueueFullError } from "./queue";
import { type ServiceBusConnection, ServiceBusTaskQueue } from "./service-bus-queue";

/** An error as the SDK throws it. */
const sdkError = (code: string): Error => Object.assign(new Error(code), { code });

/** Stands at the SDK's interface and writes down what it is asked for. There is no Service Bus on a developer's machine. */
function recorded(message?: Partial<ServiceBusReceivedMessage>, failures: Record<string, Error> = {}) {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    async (...args: unknown[]): Promise<unknown> => {
      calls.push([name, ...args]);
      if (failures[name]) throw failures[name];
      return name === "renewMessageLock" ? new Date() : [];
    };
  const queueOnly = (made: string): object => {
    calls.push(["create", made]);
    return {
      sendMessages: record("sendMessages"),
      scheduleMessages: record("scheduleMessages"),
      completeMessage: record("completeMessage"),
      abandonMessage: record("abandonMessage"),
      deadLetterMessage: record("deadLetterMessage"),
      renewMessageLock: record("renewMessageLock"),
      receiveMessages: async (max: number, options: { maxWaitTimeInMs: number }) => {
        calls.push(["receiveMessages", max, options.maxWaitTimeInMs]);
        if (failures["receiveMessages"]) throw failures["receiveMessages"];
        return message === undefined ? [] : [message];
      },
    };
  };
  const client = {
    createSender: queueOnly,
    createReceiver: queueOnly,
    close: record("close"),
  } as unknown as ServiceBusConnection;
  return { queue: new ServiceBusTaskQueue(client, "ai-task-queue"), calls };
}
const message = (over: Partial<ServiceBusReceivedMessage> = {}): Partial<ServiceBusReceivedMessage> => ({
  body: { id: "t1" },
  deliveryCount: 0,
  lockedUntilUtc: new Date(Date.now() + 120_000),
  ...over,
});
const take = (queue: ServiceBusTaskQueue) => queue.receive({ waitMs: 1_000, signal: new AbortController().signal });
const named = (calls: unknown[][], name: string): unknown[][] => calls.filter(([called]) => called === name);

describe("the task queue on Service Bus", () => {
  test("sends the id alone, under which the broker finds duplicates", async () => {
    const { queue, calls } = recorded();
    await queue.send("t1");
    expect(calls[0]).toEqual(["create", "ai-task-queue"]);
    expect(named(calls, "sendMessages")[0]![1]).toMatchObject({ body: { id: "t1" }, messageId: "t1" });
  });

  test("says that the queue is full, and passes other errors on", async () => {
    const full = recorded(undefined, { sendMessages: sdkError("QuotaExceeded") });
    await expect(full.queue.send("t1")).rejects.toThrow(QueueFullError);
    const broken = recorded(undefined, { sendMessages: sdkError("UnauthorizedAccess") });
    await expect(broken.queue.send("t1")).rejects.toThrow("UnauthorizedAccess");
  });

  test("receives one message with its lock's time", async () => {
    const { queue, calls } = recorded(message({ deliveryCount: 2 }));
    const delivery = await take(queue);
    expect(delivery).toMatchObject({ taskId: "t1" });
    expect(delivery!.lockMs).toBeGreaterThan(119_000);
    expect(named(calls, "receiveMessages")).toEqual([["receiveMessages", 1, 1_000]]);
  });

  test("gives nothing when nothing came, or when the wait was broken off", async () => {
    expect(await take(recorded().queue)).toBeUndefined();
    const { queue } = recorded(undefined, { receiveMessages: sdkError("AbortError") });
    expect(await queue.receive({ waitMs: 1, signal: AbortSignal.abort() })).toBeUndefined();
    await expect(take(queue)).rejects.toThrow("AbortError");
  });

  test("renews, completes and dead-letters by the SDK", async () => {
    const { queue, calls } = recorded(message());
    const delivery = (await take(queue))!;
    expect(await delivery.extendLock()).toBe(true);
    await delivery.complete();
    await delivery.deadLetter("poison");
    expect(calls.slice(2).map(([name]) => name)).toEqual(["renewMessageLock", "completeMessage", "deadLetterMessage"]);
    expect(calls.at(-1)![2]).toEqual({ deadLetterReason: "task failed", deadLetterErrorDescription: "poison" });
  });

  test("tells a lost lock from a fault", async () => {
    const lost = sdkError("MessageLockLost");
    const { queue } = recorded(message(), { renewMessageLock: lost, completeMessage: lost });
    const delivery = (await take(queue))!;
    expect(await delivery.extendLock()).toBe(false);
    await expect(delivery.complete()).resolves.toBeUndefined();
    const away = recorded(message(), { renewMessageLock: sdkError("ServiceCommunicationProblem") });
    await expect((await take(away.queue))!.extendLock()).rejects.toThrow("ServiceCommunicationProblem");
  });

  test("hands back by the SDK, at once", async () => {
    const { queue, calls } = recorded(message());
    await (await take(queue))!.handBack();
    expect(named(calls, "abandonMessage")).toHaveLength(1);
  });

  /** The copy in a message's place. */
  const expectCopy = (calls: unknown[][], waitMs: number): void => {
    expect(calls.slice(2).map(([name]) => name)).toEqual(["create", "scheduleMessages", "completeMessage"]);
    const [, copy, at] = named(calls, "scheduleMessages")[0] as [string, ServiceBusMessage, Date];
    expect(copy.body).toEqual({ id: "t1" });
    expect(at.getTime() - Date.now()).toBeGreaterThan(waitMs - 1_000);
    // A queue that detects duplicates would drop a copy under the same message id.
    expect(copy.messageId).not.toBe("t1");
  };

  test("retries later by a scheduled copy", async () => {
    const { queue, calls } = recorded(message({ deliveryCount: 1 }));
    await (await take(queue))!.retryLater(5_000);
    expectCopy(calls, 5_000);
  });

  test("never lets the broker count to its own bound: a message is sent anew before", async () => {
    for (let deliveryCount = 0; deliveryCount < 20; deliveryCount += 1) {
      const { queue, calls } = recorded(message({ deliveryCount }));
      const delivery = await take(queue);
      expect([deliveryCount, delivery?.taskId]).toEqual([deliveryCount, deliveryCount < 5 ? "t1" : undefined]);
      if (delivery === undefined) expectCopy(calls, 0);
    }
  });

  test("keeps the original when the copy could not be scheduled", async () => {
    const { queue, calls } = recorded(message(), { scheduleMessages: sdkError("ServiceBusy") });
    await expect((await take(queue))!.retryLater(1)).rejects.toThrow("ServiceBusy");
    expect(named(calls, "completeMessage")).toEqual([]);
  });

  test.each([[undefined], ["text"], [{}], [{ id: 7 }]])(
    "dead-letters a message that names no task: %p",
    async (body) => {
      const { queue, calls } = recorded(message({ body }));
      expect(await take(queue)).toBeUndefined();
      expect(named(calls, "deadLetterMessage")).toHaveLength(1);
    },
  );
});
