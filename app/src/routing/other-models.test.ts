import { ChatError } from "../engine";
import { checkOtherModels } from "./other-models";

test.each([{}, { model: "gpt-4.1" }, { models: null }, { models: [] }, { fallbacks: undefined }])(
  "%j names no other model",
  (body) => {
    expect(() => checkOtherModels(body)).not.toThrow();
  },
);

test.each<[string, Record<string, unknown>]>([
  ["models", { model: "gpt-4.1-mini", models: ["openai/o1-pro"] }],
  ["models", { models: "openai/o1-pro" }],
  ["fallbacks", { model: "gpt-4.1-mini", fallbacks: ["o1-pro"] }],
  ["fallbacks", { fallbacks: [{ "gpt-4.1-mini": ["o1-pro"] }] }],
])("%s that name other models are refused: %j", (param, body) => {
  expect.assertions(2);
  try {
    checkOtherModels(body);
  } catch (error) {
    expect(error).toBeInstanceOf(ChatError);
    expect(error).toMatchObject({ status: 400, code: "unsupported_parameter", param });
  }
});
