export { readDeployment } from "./deployment";
export { examine } from "./doctor";
export type { DoctorReport } from "./doctor";
export { reportText } from "./report";
export { bounded, commandRunner } from "./run/command";
export { httpProbe } from "./run/probe";
