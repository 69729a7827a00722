export { loadSettings, SettingsError, type Settings } from "./load";
export { backendNames, type BackendName, type Price, type RouteEntry, type RouteTable } from "./routes";
export { variables } from "./variables";
