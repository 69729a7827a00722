import { chatPaths, chatSchemas } from "./chat";
import { modelPaths, modelSchemas } from "./model-calls";
import { servicePaths, serviceSchemas } from "./service";

/** The API in OpenAPI 3.1, served at `/openapi.json`. */
export const openApi = {
  openapi: "3.1.0",
  info: {
    title: "Breakwater AI service",
    version: "1",
    license: { name: "Apache 2.0", identifier: "Apache-2.0" },
    description: "An OpenAI-compatible chat service in front of the gateway and the in-cluster model.",
  },
  // One of them, where keys are set; a login at the edge needs neither.
  security: [{ bearer: [] }, { apiKey: [] }, {}],
  paths: { ...modelPaths, ...chatPaths, ...servicePaths },
  components: {
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer" },
      apiKey: { type: "apiKey", in: "header", name: "api-key" },
    },
    schemas: { ...modelSchemas, ...chatSchemas, ...serviceSchemas },
  },
} as const;
