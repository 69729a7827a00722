import { setTimeout as sleep } from "node:timers/promises";
import { describeObject } from "../../controlplane";
import type { ApiServer, ObjectReference } from "../../controlplane";

/** How long an object may take to be gone, milliseconds: a namespace waits for all that is in it. */
const DELETE_TIMEOUT = 60_000;

/** Deletes an object and waits until it is gone. One that is not there is fine. */
export async function deleteObject(api: ApiServer, object: ObjectReference): Promise<void> {
  if (!(await api.delete(object, { propagationPolicy: "Background" }))) return;
  for (const deadline = Date.now() + DELETE_TIMEOUT; ; await sleep(100)) {
    const left = await api.get(object);
    if (!left) return;
    if (Date.now() > deadline) {
      const finalizers = left.metadata["finalizers"];
      throw new Error(
        `${describeObject(object)} is not gone after ${DELETE_TIMEOUT / 1000} s` +
          (Array.isArray(finalizers) ? `; it waits for its finalizers ${finalizers.join(", ")}` : ""),
      );
    }
  }
}
