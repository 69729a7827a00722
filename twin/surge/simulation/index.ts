/** One surge, played event by event. */
export { Simulation } from "./simulation";
