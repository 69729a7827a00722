import { SettingError } from "../../files";
import type { Origin } from "./cache";

/**
 * From where programs may be had, by `BREAKWATER_BINARIES`: `build` or `download`. Without it they are downloaded where that is
 * possible, and built otherwise.
 *
 * @throws SettingError when it is something else
 */
export function originOf(env: NodeJS.ProcessEnv = process.env): Origin {
  const setting = env["BREAKWATER_BINARIES"];
  if (!setting) return "either";
  if (setting === "build" || setting === "download") return setting;
  throw new SettingError(
    "BREAKWATER_BINARIES",
    setting,
    '"build" or "download", or not be set: then programs are downloaded where that is possible, and built otherwise',
  );
}
