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

/**
 * Deliveries after which a message is sent anew. The broker counts every one, also those whose worker was killed or handed the task back, and dead-letters
 * by itself at `maxDeliveryCount`: the task would then wait for ever, and nobody would be told. It is the worker that decides what is poison.
 */
const deliveriesPerMessage = 5;

/**
 * The queue on Azure Service Bus, by peek-lock. It carries ids, so the messages stay small. The broker's own `maxDeliveryCount` is
 * never reached: from ten on it is above what a message sees here.
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
      await this.sending().sendMessages(message(taskId, taskId));
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
      if (typeof taskId === "string") {
        // The broker's count is 0 at the first delivery.
        if ((received.deliveryCount ?? 0) < deliveriesPerMessage) return this.delivery(this.receiver, received, taskId);
        await this.sendAnew(this.receiver, received, taskId);
        return undefined;
      }
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
    return {
      taskId,
      lockMs: Math.max(0, (received.lockedUntilUtc?.getTime() ?? 0) - Date.now()),
      extendLock: () => holding(() => receiver.renewMessageLock(received)),
      complete: async () => void (await holding(() => receiver.completeMessage(received))),
      handBack: async () => void (await holding(() => receiver.abandonMessage(received))),
      deadLetter: async (reason) => {
        const options = { deadLetterReason: "task failed", deadLetterErrorDescription: reason };
        await holding(() => receiver.deadLetterMessage(received, options));
      },
      // The broker knows no delay for a retry.
      retryLater: (delayMs) => this.sendAnew(receiver, received, taskId, delayMs),
    };
  }

  /**
   * Puts a copy of a message in its place, which comes after `delayMs`. In this order: a SIGKILL between the two leaves two messages for one task, which is
   * answered once all the same.
   */
  private async sendAnew(
    receiver: ServiceBusReceiver,
    received: ServiceBusReceivedMessage,
    taskId: string,
    delayMs = 0,
  ): Promise<void> {
    // A queue that detects duplicates would drop a copy under the same message id.
    const copy = message(taskId, `${taskId}/${randomUUID()}`);
    await this.sending().scheduleMessages(copy, new Date(Date.now() + delayMs));
    await holding(() => receiver.completeMessage(received));
  }
}

const message = (taskId: string, messageId: string): ServiceBusMessage => ({
  body: { id: taskId },
  contentType: "application/json",
  messageId,
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
