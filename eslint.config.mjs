import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import jest from "eslint-plugin-jest";
import tseslint from "typescript-eslint";
import { twinRooms } from "./eslint.rooms.mjs";

/** The rooms of the house and what each may not import. The table stands in docs/architecture.md. */
const rooms = {
  stacks: ["components", "infra", "policies", "twin", "app", "tests"],
  components: ["stacks", "infra", "policies", "twin", "app", "tests"],
  infra: ["policies", "twin", "app", "tests"],
  policies: ["stacks", "components", "infra", "twin", "app", "tests"],
  twin: ["stacks", "components", "infra", "app", "tests"],
  app: ["stacks", "components", "infra", "policies", "twin", "tests"],
  // Each holds one piece of knowledge, and is imported by its name (`@breakwater/overload`), never by a path.
  packages: ["stacks", "components", "infra", "policies", "twin", "app", "tests", "bench"],
};

/** What is restricted in every room. */
const everywhere = {
  paths: [
    {
      name: "@pulumi/azure-native",
      message: "Import by module: the root takes ten times as long to load (pulumi#7653).",
    },
  ],
  patterns: [
    {
      regex: "(^(\\.\\./)+packages/|^@breakwater/[^/]+/)",
      message: "Import a package of the workspace by its name alone: what it offers stands in its index.ts.",
    },
  ],
};

const privateByWord = { selector: "PrivateIdentifier", message: "Write `private`, as everywhere else." };

/** What reads a Plan only through the views, so that a default, an absence and a wrong value have one meaning. */
const readers = ["policies", ...["addons", "cost", "diff", "doctor", "surge", "up"].map((room) => `twin/${room}`)];
const throughViews =
  "Read the Plan through @breakwater/plan-views: resourcesOf(plan), and poolsOf, workloadsOf, autoscalersOf, budgetsOf, servicesOf, clusterOf, releasesOf, declaredSurge, declaredQuotas.";
const rawPlan = [
  "MemberExpression[object.name=/^(plan|base|head)$|Plan$/][property.name=/^(resources|outputs)$/]",
  "ObjectPattern[typeAnnotation.typeAnnotation.typeName.name='Plan'] > Property[key.name=/^(resources|outputs)$/]",
  "VariableDeclarator[init.name=/^(plan|base|head)$|Plan$/] > ObjectPattern > Property[key.name=/^(resources|outputs)$/]",
  "ImportSpecifier[imported.name='PlanResource']",
  // Type tokens of what a view knows, versions aside.
  "Literal[value=/^(azure-native:containerservice(\\u002f\\w+)?:(ManagedCluster|AgentPool)|kubernetes:(apps|batch|autoscaling|keda\\.sh|policy|helm\\.sh)(\\u002f\\w+)?:\\w+|kubernetes:core(\\u002f\\w+)?:(Service|Pod)|pulumi:pulumi:Stack)$/]",
].map((selector) => ({ selector, message: throughViews }));

/** What a test does in place of a sleep. */
const waits =
  "Wait for the thing itself, with a long bound (`until` of app/test/support, `eventually` of tests/support), by a fake clock, or at a gate that the test opens: " +
  "a fixed time is too short for a busy machine.";

export default tseslint.config(
  { ignores: ["**/node_modules/**", "**/dist/**", "coverage/**", ".breakwater/**"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  prettier,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-non-null-assertion": "off",
      // A resource is constructed for its effect on the stack.
      "no-new": "off",
    },
  },
  {
    // One style everywhere. Names of settings and of variables of the environment are properties, and stay as the outside has them.
    files: ["**/*.ts", "**/*.mjs", "**/*.cjs"],
    languageOptions: { parser: tseslint.parser },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/naming-convention": [
        "error",
        {
          selector: "variable",
          format: ["camelCase", "PascalCase"],
          leadingUnderscore: "allow",
        },
        { selector: ["variable", "parameter"], modifiers: ["destructured"], format: null },
        { selector: "parameter", format: null, filter: { regex: "^_+$", match: true } },
        { selector: "function", format: ["camelCase"] },
        { selector: "parameter", format: ["camelCase", "PascalCase"], leadingUnderscore: "allow" },
        { selector: "classProperty", format: ["camelCase"] },
        { selector: "classMethod", format: ["camelCase"] },
        { selector: "typeLike", format: ["PascalCase"] },
        {
          selector: ["variable", "parameter"],
          format: null,
          filter: { regex: "^one$", match: true },
          custom: { regex: "^(?!one$)", match: true },
        },
      ],
      "object-shorthand": ["error", "properties"],
      "no-useless-rename": "error",
      "no-restricted-syntax": ["error", privateByWord],
    },
  },
  {
    files: ["**/*.test.ts"],
    plugins: { jest },
    rules: {
      "jest/consistent-test-it": ["error", { fn: "test", withinDescribe: "test" }],
      "jest/no-focused-tests": "error",
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {
      globals: {
        require: "readonly",
        module: "writable",
        process: "readonly",
        console: "readonly",
        __dirname: "readonly",
      },
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", performance: "readonly", URL: "readonly" },
    },
  },
  {
    files: ["**/*.test.ts", "app/test/support/*.ts", "tests/support/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        {
          object: "jest",
          property: "retryTimes",
          message: "A test that passes the second time hides why it failed the first: find that and mend it.",
        },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "ImportDeclaration[source.value=/timers\\/promises$/]", message: waits },
        { selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']", message: waits },
        {
          selector:
            "CallExpression[callee.property.name=/^toBeLessThan/] BinaryExpression[operator='-'] > CallExpression[callee.property.name='now']",
          message:
            "How long something took is a benchmark's to measure (bench/, app/bench/), on a machine of its own. Here: what must have come before what.",
        },
      ],
    },
  },
  {
    files: readers.map((room) => `${room}/**/*.ts`),
    ignores: ["**/*.test.ts", "**/testing/**", "**/fixtures/**"],
    rules: { "no-restricted-syntax": ["error", privateByWord, ...rawPlan] },
  },
  ...Object.entries(rooms).map(([room, forbidden]) => ({
    files: [`${room}/**/*.ts`],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: everywhere.paths,
          patterns: [
            {
              // An import that leaves its own room for one of these.
              regex: `^(\\.\\./)+(${forbidden.join("|")})(/|$)`,
              message: `${room}/ may not import this room: see docs/architecture.md.`,
            },
            ...everywhere.patterns,
          ],
        },
      ],
    },
  })),
  ...twinRooms(everywhere),
);
