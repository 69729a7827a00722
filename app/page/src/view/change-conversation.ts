import { deleteConversation, renameConversation, type Summary } from "../conversations";
import { Failure } from "../failure";
import { wordsOf } from "../text/failures";
import { t } from "../text/language";
import { announce } from "./announce";
import { confirmed, lineOf } from "./dialogs";
import { notify } from "./notify";

/** Asks for a title and gives it to a conversation. False where the user goes back, or it fails, which is told. */
export async function changeTitle({ id, title }: Summary): Promise<boolean> {
  const line = await lineOf(t("renameTitle"), t("title"), title ?? "");
  if (line === undefined || line === title) return false;
  return attempt(() => renameConversation(id, line), t("renamed"));
}

/** Deletes a conversation after a question. False where the user goes back, or it fails, which is told. */
export async function removeAfterQuestion({ id, title }: Summary): Promise<boolean> {
  const text = t("removeText", { title: title || t("untitled") });
  if (!(await confirmed(t("removeTitle"), text, t("confirmRemove")))) return false;
  return attempt(() => deleteConversation(id), t("removed"));
}

async function attempt(work: () => Promise<void>, done: string): Promise<boolean> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // What is gone already needs no deleting, and the list that is drawn next shows it.
    if (error.facts.status === 404) return true;
    notify(`${t("actionFailed")} ${wordsOf(error)}`);
    return false;
  }
  announce(done);
  return true;
}
