import { make } from "../dom";
import { t } from "../text/language";

/** Asks for a line of text; `undefined` where the user goes back. */
export async function lineOf(title: string, label: string, value: string): Promise<string | undefined> {
  const field = make("input", { type: "text", maxlength: 200, required: true, autocomplete: "off", value });
  const { dialog, answered } = open(title, [make("label", {}, make("span", {}, label), field)], t("save"));
  field.select();
  const given = await answered;
  dialog.remove();
  const text = field.value.trim();
  return given && text !== "" ? text : undefined;
}

/** A `<dialog>`: the browser keeps the focus inside, closes it on Escape, and gives the focus back. */
function open(title: string, content: Node[], yes: string): { dialog: HTMLDialogElement; answered: Promise<boolean> } {
  const heading = make("h2", { id: "dialog-title" }, title);
  const cancel = make("button", { type: "button" }, t("cancel"));
  const form = make(
    "form",
    { method: "dialog" },
    heading,
    ...content,
    make("div", { class: "buttons" }, cancel, make("button", { class: "primary", value: "yes" }, yes)),
  );
  const dialog = make("dialog", { "aria-labelledby": "dialog-title" }, form);
  document.body.append(dialog);
  cancel.addEventListener("click", () => dialog.close());
  // The policy of this page forbids forms to go anywhere; this one only closes the dialog.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close("yes");
  });
  const answered = new Promise<boolean>((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }),
  );
  // An Escape in here is not one for the answer that is coming.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.showModal();
  return { dialog, answered };
}
