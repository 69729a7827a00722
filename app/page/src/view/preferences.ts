import { make } from "../dom";
import { ofBrowser } from "../storage";
import { language, languages, say, said, speak, t, type Language } from "../text/language";

const themeName = "breakwater.theme";
const themes = { system: "themeSystem", light: "themeLight", dark: "themeDark" } as const;

type Theme = keyof typeof themes;

/** Shows the theme and the language that were chosen. To be called before anything is drawn. */
export function applyPreferences(): void {
  const { documentElement: root } = document;
  root.lang = language();
  if (theme() === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", theme());
}

/** Choices of language and theme. */
export function preferences(): HTMLElement {
  const tongue = make("select", { id: "language" });
  for (const [value, own] of Object.entries(languages)) tongue.append(make("option", { value, lang: value }, own));
  tongue.value = language();
  tongue.addEventListener("change", () => {
    speak(tongue.value as Language);
    applyPreferences();
  });
  const colours = make("select", { id: "theme" });
  say(colours, () => {
    colours.replaceChildren(...Object.entries(themes).map(([value, key]) => new Option(t(key), value)));
    colours.value = theme();
  });
  colours.addEventListener("change", () => {
    ofBrowser.set(themeName, colours.value);
    applyPreferences();
  });
  return make(
    "div",
    { class: "preferences" },
    make(
      "label",
      {},
      said(make("span"), () => t("language")),
      tongue,
    ),
    make(
      "label",
      {},
      said(make("span"), () => t("theme")),
      colours,
    ),
  );
}

function theme(): Theme {
  const kept = ofBrowser.get(themeName);
  return kept !== undefined && kept in themes ? (kept as Theme) : "system";
}
