import { parseChallenge } from "./challenge";

test.each([
  [
    'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:kedacore/keda:pull"',
    { realm: "https://ghcr.io/token", service: "ghcr.io", scope: "repository:kedacore/keda:pull" },
  ],
  [
    'bearer realm="https://a/b", scope="repository:a:pull,push"',
    { realm: "https://a/b", scope: "repository:a:pull,push" },
  ],
  ["Bearer realm=https://a/b", { realm: "https://a/b" }],
  ['Bearer realm="https://a/\\"b"', { realm: 'https://a/"b' }],
  ['Bearer service="a"', undefined],
  ['Basic realm="https://a"', undefined],
  ["", undefined],
])("reads %s", (header, challenge) => expect(parseChallenge(header)).toEqual(challenge));
