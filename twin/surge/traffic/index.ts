export { CurveArrivals, RecordedArrivals } from "./arrivals";
export type { Arrivals, RecordedQuestion, TrafficOptions } from "./arrivals";
export { defaultTraffic, leadSeconds, namedTraffic } from "./named-traffic";
export { RateCurve } from "./rate-curve";
export type { RateSegment } from "./rate-curve";
export type { TokenLength } from "./token-lengths";
export { readTraffic, TrafficFileError } from "./traffic-file";
export type { Traffic } from "./traffic-file";
