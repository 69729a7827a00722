import { randomUUID } from "node:crypto";
import type {
  ServiceBusClient,
  ServiceBusMessage,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
  ServiceBusSender,
} from "@azure/service-bus";
import { type Delivery, QueueFullError, type TaskQueue } from "./queue";

/** What of the SDK's client the queue uses; a test gives its own. */
export type ServiceBusConnection = Pick<ServiceBusClient, "createSender" | "createReceiver" | "close">;

/** Application properties in which a message carries what the broker's own delivery count does not know. */
interface Counts {
  /** Attempts made under earlier copies of the message. */
  earlierAttempts?: number;
  /** Deliveries of this message that did not count. */
  uncounted?: number;
}

/**
 * The queue on Azure Service Bus, by peek-lock. It carries ids, so the messages stay small. Whether a task is poison is decided by
 * the worker, by the same count as on Redis; the queue's own `maxDeliveryCount` must lie well above it.
 */
export class ServiceBusTaskQueue implements TaskQueue {
  private sender?: ServiceBusSender;
  private receiver?: ServiceBusReceiver;

  constructor(
    private readonly client: ServiceBusConnection,
    /** Name of the queue; KEDA's trigger measures it. */
    private readonly name: string,
  ) {}

  async send(taskId: string): Promise<void> {
    try {
      // The id as message id: where the queue detects duplicates, a request sent twice is one message.
      await this.sending().sendMessages(message(taskId, taskId, {}));
    } catch (error) {
      if (codeOf(error) === "QuotaExceeded") throw new QueueFullError(this.name);
      throw error;
    }
  }

  async receive({ waitMs, signal }: { waitMs: number; signal: AbortSignal }): Promise<Delivery | undefined> {
    // The worker renews the lock itself, beside its own health; the SDK would go on renewing for a worker that hangs.
    this.receiver ??= this.client.createReceiver(this.name, {
      receiveMode: "peekLock",
      maxAutoLockRenewalDurationInMs: 0,
    });
    try {
      const [received] = await this.receiver.receiveMessages(1, { maxWaitTimeInMs: waitMs, abortSignal: signal });
      if (received === undefined) return undefined;
      const taskId = (received.body as { id?: unknown } | undefined)?.id;
      if (typeof taskId === "string") return this.delivery(this.receiver, received, taskId);
      await this.receiver.deadLetterMessage(received, {
        deadLetterReason: "malformed",
        deadLetterErrorDescription: "The body must be a JSON object with the task's id",
      });
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private sending(): ServiceBusSender {
    return (this.sender ??= this.client.createSender(this.name));
  }

  private delivery(receiver: ServiceBusReceiver, received: ServiceBusReceivedMessage, taskId: string): Delivery {
    const { earlierAttempts = 0, uncounted = 0 } = (received.applicationProperties ?? {}) as Counts;
    // The broker's count is 0 at the first delivery.
    const attempt = earlierAttempts + (received.deliveryCount ?? 0) + 1 - uncounted;
    return {
      taskId,
      attempt,
      lockMs: Math.max(0, (received.lockedUntilUtc?.getTime() ?? 0) - Date.now()),
      extendLock: () => holding(() => receiver.renewMessageLock(received)),
      complete: async () => void (await holding(() => receiver.completeMessage(received))),
      // An abandoned message comes back at once and has its count raised: the property takes that back.
      handBack: async () => void (await holding(() => receiver.abandonMessage(received, { uncounted: uncounted + 1 }))),
      deadLetter: async (reason) => {
        const options = { deadLetterReason: "task failed", deadLetterErrorDescription: reason };
        await holding(() => receiver.deadLetterMessage(received, options));
      },
      // The broker knows no delay for a retry, so a copy is scheduled and the original completed. In this order: a
      // SIGKILL between the two leaves two messages for one task, which is answered once all the same.
      retryLater: async (delayMs, { counted }) => {
        const copy = message(taskId, `${taskId}/${randomUUID()}`, { earlierAttempts: counted ? attempt : attempt - 1 });
        await this.sending().scheduleMessages(copy, new Date(Date.now() + delayMs));
        await holding(() => receiver.completeMessage(received));
      },
    };
  }
}

const message = (taskId: string, messageId: string, counts: Counts): ServiceBusMessage => ({
  body: { id: taskId },
  contentType: "application/json",
  messageId,
  applicationProperties: { ...counts },
});

/** Runs what needs the lock; `false` when it is lost and the message with someone else. */
async function holding(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (codeOf(error) === "MessageLockLost") return false;
    throw error;
  }
}

/** The code of an SDK's error, which is a class of its own that a loaded copy of the SDK alone could be asked for. */
const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
