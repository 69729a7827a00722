import { describeObject } from "../../controlplane";
import type { ApiServer, ObjectReference } from "../../controlplane";
import { pause } from "../../processes";

/** How long an object may take to be gone, milliseconds: a namespace waits for all that is in it. */
const deleteTimeout = 60_000;

/** Deletes an object and waits until it is gone, or the signal is aborted. One that is not there is fine. */
export async function deleteObject(api: ApiServer, object: ObjectReference, signal: AbortSignal): Promise<void> {
  if (!(await api.delete(object, { propagationPolicy: "Background" }))) return;
  for (const deadline = Date.now() + deleteTimeout; ; await pause(100, signal)) {
    const left = await api.get(object);
    if (!left) return;
    if (Date.now() > deadline) {
      const finalizers = left.metadata["finalizers"];
      throw new Error(
        `${describeObject(object)} is not gone after ${deleteTimeout / 1000} s` +
          (Array.isArray(finalizers) ? `; it waits for its finalizers ${finalizers.join(", ")}` : ""),
      );
    }
  }
}
