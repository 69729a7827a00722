export { type GrpcServer, type GrpcServerOptions, loadService, startGrpcServer } from "./server";
