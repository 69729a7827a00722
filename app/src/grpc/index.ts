export { type GrpcServer, type GrpcServerOptions, loadChatService, startGrpcServer } from "./server";
