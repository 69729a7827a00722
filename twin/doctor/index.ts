export { readDeployment } from "./deployment";
export { examine } from "./doctor";
export type { DoctorReport } from "./doctor";
export type { CheckedFinding, Level } from "./findings";
export { reportText } from "./report";
export { bounded, commandRunner } from "./run/command";
