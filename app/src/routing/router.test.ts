import { ChatError } from "../engine";
import { loadSettings } from "../settings";
import { Router } from "./router";

const { routes } = loadSettings({ SESSION_STORE: "memory", VLLM_BASE_URL: "http://vllm/v1" });
const router = new Router(routes);

describe("router", () => {
  test.each([
    [{ useCase: "simple_qa" }, ["vllm:Qwen/Qwen3-14B", "gateway:deepseek-v3.2"]],
    [{ useCase: "complex_reasoning" }, ["gateway:claude-sonnet-4", "gateway:gpt-4.1"]],
    [{}, ["gateway:gpt-4.1", "gateway:gemini-2.5-flash"]],
    [{ model: "auto" }, ["gateway:gpt-4.1", "gateway:gemini-2.5-flash"]],
    [{ model: "claude-sonnet-4" }, ["gateway:claude-sonnet-4"]],
    [{ model: "gemini-2.5-flash" }, ["gateway:gemini-2.5-flash"]],
    [{ model: "Qwen/Qwen3-14B" }, ["vllm:Qwen/Qwen3-14B", "gateway:deepseek-v3.2"]],
    [{ useCase: "simple_qa", model: "gpt-4.1" }, ["vllm:Qwen/Qwen3-14B", "gateway:deepseek-v3.2"]],
  ])("%j goes to %j", (request, expected) => {
    expect(router.route(request).map(({ backend, model }) => `${backend}:${model}`)).toEqual(expected);
  });

  test.each([
    [{ model: "gpt-9" }, 404, "model_not_found", "model"],
    [{ model: "__proto__" }, 404, "model_not_found", "model"],
    [{ useCase: "poetry" }, 400, "use_case_not_found", "use_case"],
    [{ useCase: "constructor" }, 400, "use_case_not_found", "use_case"],
  ])("%j is refused with %i", (request, status, code, param) => {
    expect.assertions(2);
    try {
      router.route(request);
    } catch (error) {
      expect(error).toBeInstanceOf(ChatError);
      expect(error).toMatchObject({ status, code, param });
    }
  });
});
