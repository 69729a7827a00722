export { CurveArrivals, RecordedArrivals } from "./arrivals";
export type { Arrivals, TrafficOptions } from "./arrivals";
export { defaultTraffic, leadSeconds, namedTraffic } from "./named-traffic";
export { RateCurve } from "./rate-curve";
export { readTraffic } from "./traffic-file";
export type { Traffic } from "./traffic-file";
