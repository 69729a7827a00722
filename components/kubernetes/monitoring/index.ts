export * from "./alert-rules";
export * from "./grafana-dashboards";
export * from "./monitors";
export * from "./prometheus-stack";
export { stackPods } from "./prometheus-stack-values";
