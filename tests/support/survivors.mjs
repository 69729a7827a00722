import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** Prints each fault that no test notices at once: a run takes minutes, and one that is broken off has said what it knew. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.Reporter, "survivors", () => ({
    onMutantTested({ status, fileName, location: { start }, mutatorName, replacement }) {
      if (status !== "Survived" && status !== "NoCoverage") return;
      console.log(`${fileName}:${start.line}:${start.column} ${mutatorName}: ${replacement.slice(0, 80)}`);
    },
  })),
];
