export { loadSettings, SettingsError, type Settings } from "./load";
export type { ModelParameters } from "./parameters";
export type { BackendName, Price, RouteEntry, RouteTable } from "./routes";
export { variables } from "./variables";
