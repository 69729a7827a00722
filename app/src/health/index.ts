export { startHealthServer, type HealthServer, type HealthServerOptions } from "./health-server";
export { heartbeatDeadAfterSeconds, heartbeatEverySeconds, startHeartbeatFile } from "./heartbeat-file";
export { probesPlugin, type ProbesPluginOptions } from "./probes-plugin";
export { startHealth } from "./start-health";
export { SharedHealthState } from "./shared-state";
export { blockBudgetMs, type HealthLimits, judgeLiveness, judgeReadiness, type Verdict, type Vitals } from "./verdict";
