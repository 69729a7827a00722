export { type Api, type ApiSurroundings, createApi } from "./create-api";
