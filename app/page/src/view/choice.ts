import { callForJson } from "../api";
import { make } from "../dom";
import { ofBrowser } from "../storage";
import { say, t } from "../text/language";
import { strings, type Key } from "../text/strings";

const kept = "breakwater.choice";

/** Fields of a question that choose who answers. */
export interface Chosen {
  use_case?: string;
  model?: string;
}

/** Who answers: a use case, whose route the service chooses, or a model by its name. Remembered. */
export class Choice {
  readonly element = make("select", { id: "model" });
  private useCases: string[] = [];
  private models: string[] = [];

  constructor() {
    say(this.element, () => this.draw());
    this.element.addEventListener("change", () => ofBrowser.set(kept, this.element.value));
  }

  /** Learns what there is to choose from. What cannot be learnt is left out: the service has a default. */
  async load(): Promise<void> {
    const [useCases, models] = await Promise.allSettled([
      callForJson<{ data: string[] }>("/api/use-cases"),
      callForJson<{ data: { id: string; endpoints: string[] }[] }>("/v1/models"),
    ]);
    if (useCases.status === "fulfilled") this.useCases = useCases.value.data;
    if (models.status === "fulfilled") {
      const chats = models.value.data.filter(({ endpoints }) => endpoints.includes("chat/completions"));
      // `auto` is the way of OpenAI's clients to name the default, which the use case `general` is here.
      this.models = chats.map(({ id }) => id).filter((id) => id !== "auto");
    }
    this.draw();
  }

  /** What is chosen now. */
  get chosen(): Chosen {
    const [kind, ...rest] = this.element.value.split(":");
    const name = rest.join(":");
    return kind === "use" && name !== "" ? { use_case: name } : kind === "model" ? { model: name } : {};
  }

  private draw(): void {
    this.element.setAttribute("aria-label", t("model"));
    const useCases = this.useCases.length === 0 ? [""] : this.useCases;
    const group = (label: string, options: HTMLOptionElement[]): HTMLOptGroupElement | false =>
      options.length > 0 && make("optgroup", { label }, ...options);
    const groups = [
      group(
        t("byUseCase"),
        useCases.map((name) => new Option(nameOf(name), `use:${name}`)),
      ),
      group(
        t("byModel"),
        this.models.map((name) => new Option(name, `model:${name}`)),
      ),
    ];
    this.element.replaceChildren(...groups.filter((each) => each !== false));
    const known = [...this.element.options].map(({ value }) => value);
    const wanted = [ofBrowser.get(kept), "use:general"].find((value) => value !== undefined && known.includes(value));
    this.element.value = wanted ?? known[0]!;
  }
}

/** Name of a use case. Those of the defaults have one in each language; others are named as they are written. */
function nameOf(useCase: string): string {
  const key = `useCase_${useCase || "general"}`;
  return key in strings.en ? t(key as Key) : useCase.replaceAll("_", " ");
}
