import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { secretIn } from "./classify";
import { secretsInCommand } from "./commands";
import { secretInText } from "./texts";

// Of some thousand drawn values one reads like words with a figure behind them, and passes for a name: always the same values are tried.
fc.configureGlobal({ seed: 15, numRuns: 300 });

/** What a random generator makes, in letters and figures: a digest, because fast-check likes to repeat characters, which nobody draws. */
const drawn = fc
  .tuple(fc.integer(), fc.integer({ min: 32, max: 40 }))
  .map(([number, length]) => {
    const digest = createHash("sha256").update(String(number)).digest("base64");
    return digest.replace(/[^A-Za-z0-9]/g, "").slice(0, length);
  })
  .filter((text) => text.replace(/\D/g, "").length >= 3 && /[a-z]/.test(text) && /[A-Z]/.test(text));
const owner = fc.constantFrom("DB", "REDIS", "STRIPE", "SHOP", "LLM", "GRAFANA", "SMTP");
const secretNoun = fc.constantFrom(
  "PASSWORD",
  "PASSWD",
  "PASSPHRASE",
  "TOKEN",
  "API_KEY",
  "SECRET",
  "SECRET_KEY",
  "ACCESS_KEY",
  "PRIVATE_KEY",
);
const secretName = fc.tuple(owner, secretNoun, fc.constantFrom("", "_2", "_PROD")).map((parts) => parts.join(""));
const joinedName = fc.tuple(owner, secretNoun).map((parts) => parts.join("_"));
const about = fc.constantFrom(
  "FILE",
  "PATH",
  "NAME",
  "URL",
  "TTL",
  "ENABLED",
  "LENGTH",
  "ID",
  "TYPE",
  "HEADER",
  "ALGORITHM",
);
const harmless = fc.oneof(
  fc.constantFrom("true", "false", "yes", "no", "none", "disabled", "", "/run/secrets/x", "./keys/tls.key"),
  fc.nat(999).map(String),
  owner.map((name) => `$(${name}_PASSWORD)`),
  owner.map((name) => `\${${name}_PASSWORD}`),
  owner.map((name) => `https://${name.toLowerCase()}.example/v1`),
);
const camel = (name: string) => name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

test("a drawn value under a secret's name is a secret, however the name is written", () => {
  fc.assert(
    fc.property(secretName, drawn, (name, value) => {
      expect(secretIn(name, value)).toBeDefined();
      expect(secretIn(name.toLowerCase(), value)).toBeDefined();
    }),
  );
  fc.assert(
    fc.property(joinedName, drawn, (name, value) => {
      expect(secretIn(camel(name), value)).toBeDefined();
      expect(secretIn(name.toLowerCase().replaceAll("_", "-"), value, { namesSecrets: true })).toBeDefined();
    }),
  );
});

test("what cannot be a secret is none under any name", () => {
  fc.assert(fc.property(joinedName, harmless, (name, value) => expect(secretIn(name, value)).toBeUndefined()));
});

test("a name that is about a secret holds none that only its name would tell", () => {
  fc.assert(
    fc.property(joinedName, about, fc.constantFrom("a", "shop-auth", "rs256", "api", "db.shop"), (name, end, value) =>
      expect(secretIn(`${name}_${end}`, value)).toBeUndefined(),
    ),
  );
});

test("a secret is found wherever it is written: variable, option, script, file", () => {
  fc.assert(
    fc.property(joinedName, drawn, (name, value) => {
      const option = name.toLowerCase().replaceAll("_", "-");
      expect(secretsInCommand(["app", `--${option}=${value}`])).toHaveLength(1);
      expect(secretsInCommand(["app", `--${option}`, value])).toHaveLength(1);
      expect(secretsInCommand(["sh", "-c", `set -e\n${name}='${value}' exec app`])).toHaveLength(1);
      expect(secretInText("app.env", `A=b\n${name}=${value}\n`)).toBeDefined();
      expect(secretInText("app.yaml", `db:\n  ${option}: "${value}"\n`)).toBeDefined();
      expect(secretInText("app.json", JSON.stringify({ db: { [camel(name)]: value } }))).toBeDefined();
    }),
  );
});

test("a URL is a secret exactly when it has a password", () => {
  const scheme = fc.constantFrom("postgres", "redis", "amqp", "mongodb+srv", "https");
  fc.assert(
    fc.property(scheme, drawn, (name, password) => {
      expect(secretIn("ADDRESS", `${name}://shop:${password}@host:1/x`)).toBeDefined();
      expect(secretIn("ADDRESS", `${name}://shop@host:1/x`)).toBeUndefined();
      expect(secretIn("ADDRESS", `${name}://shop:$(PASSWORD)@host:1/x`)).toBeUndefined();
      expect(secretIn("ADDRESS", `${name}://host:1/x`)).toBeUndefined();
    }),
  );
});

test("no text and no command makes it fail", () => {
  const noise = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(noise, noise, (name, text) => {
      secretIn(name, text);
      secretInText(name, `password${text}`);
      secretsInCommand(["sh", "-c", text, name]);
    }),
  );
});

test("every text of a shell's characters is read to its end", () => {
  const piece = fc.constantFrom(
    "$(",
    "(",
    ")",
    "'",
    '"',
    "\\",
    "\n",
    " ",
    ";",
    "|",
    "sh",
    "-c",
    "--password",
    "a",
    "#",
  );
  const script = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(script, script, (first, second) => {
      expect(Array.isArray(secretsInCommand(["sh", "-c", first, second]))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
