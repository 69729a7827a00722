import * as fc from "fast-check";
import { dnsLabel, httpUrl, numberBetween, pinnedImage, secretKey, someText } from "./rules";

const digest = `sha256:${"0a".repeat(32)}`;

test.each<[string, boolean]>([
  ["ai-service:0.1.0", true],
  ["registry.azurecr.io/team/ai-service:0.1.0", true],
  ["localhost:5000/ai-service:v1", true],
  [`vllm/vllm-openai@${digest}`, true],
  [`vllm/vllm-openai:latest@${digest}`, true],
  ["ai-service", false],
  ["ai-service:latest", false],
  ["localhost:5000/ai-service", false],
  ["ai-service:0.1.0@sha256:0a", false],
  ["AI-Service:0.1.0", false],
  ["ai-service:", false],
  ["", false],
])("pinnedImage judges %j", (image, accepted) => {
  expect(pinnedImage.accepts(image)).toBe(accepted);
});

test.each<[string, boolean]>([
  ["a", true],
  ["ai-service", true],
  ["a".repeat(63), true],
  ["a".repeat(64), false],
  ["0ai", false],
  ["ai-", false],
  ["ai.service", false],
  ["Ai", false],
])("dnsLabel judges %j", (name, accepted) => {
  expect(dnsLabel.accepts(name)).toBe(accepted);
});

test.each<[string, boolean]>([
  ["http://vllm.models.svc:8000/v1", true],
  ["https://api.holysheep.ai/v1", true],
  ["ftp://example.com", false],
  ["vllm.models.svc:8000", false],
  ["", false],
])("httpUrl judges %j", (url, accepted) => {
  expect(httpUrl.accepts(url)).toBe(accepted);
});

test("someText wants a visible character", () => {
  expect([" ", "", "a", " a "].map((value) => someText.accepts(value))).toEqual([false, false, true, true]);
});

test("numberBetween accepts exactly the finite numbers between its bounds", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(numberBetween(0, 2).accepts(value)).toBe(value >= 0 && value <= 2);
    }),
  );
});

test.each<[string, boolean]>([
  ["redis-password", true],
  ["a.b_C", true],
  ["..data", false],
  ["a/b", false],
  ["", false],
])("secretKey judges %j", (key, accepted) => {
  expect(secretKey.accepts(key)).toBe(accepted);
});
