export { Tracing, traceparentOf, type TracingOptions } from "./tracing";
