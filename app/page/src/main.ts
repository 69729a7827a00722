import { App } from "./app";
import { applyPreferences } from "./view/preferences";

applyPreferences();
void new App().begin();
