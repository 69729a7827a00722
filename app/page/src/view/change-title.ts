import { renameConversation, type Summary } from "../conversations";
import { Failure } from "../failure";
import { wordsOf } from "../text/failures";
import { t } from "../text/language";
import { announce } from "./announce";
import { lineOf } from "./dialogs";
import { notify } from "./notify";

/** Asks for a title and gives it to a conversation. False where the user goes back, or it fails, which is told. */
export async function changeTitle({ id, title }: Summary): Promise<boolean> {
  const line = await lineOf(t("renameTitle"), t("title"), title ?? "");
  if (line === undefined || line === title) return false;
  try {
    await renameConversation(id, line);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // What is gone has no title, and the list that is drawn next shows that.
    if (error.facts.status === 404) return true;
    notify(`${t("actionFailed")} ${wordsOf(error)}`);
    return false;
  }
  announce(t("renamed"));
  return true;
}
