/** Holds the inputs of one resource to the ARM type of its body. */
import { fractional, freeEnums, filledIn, queryInputs, renames } from "./differences.mjs";
import { hint, isObject, join2, list, matches, opaque, show, typeOf } from "./text.mjs";

export class Checker {
  constructor(entry, module, options, report) {
    Object.assign(this, { entry, module, options, report, types: entry.types });
    const rows = renames.filter(([m]) => m === module);
    this.renames = new Map(rows.map(([, object, input, path]) => [`${object}|${input}`, path.split(".")]));
    this.inputNames = new Map(rows.map(([, object, input, path]) => [`${object}|${path}`, input])); // for messages
    this.labels = new WeakMap(); // the inputs of a flattened container → what they are called outside it
    this.hidden = new Set(rows.map(([, object, , path]) => `${object}|${path.split(".")[0]}`)); // ARM names that azure-native does not take
  }

  resource(inputs, otherVersion) {
    const { entry } = this;
    const query = queryInputs[entry.token.replace("azure-native:", "")] ?? [];
    const body = {};
    for (const [key, value] of Object.entries(inputs)) {
      if (key.startsWith("__")) continue; // the engine's own bookkeeping
      if (query.includes(key)) continue;
      if (entry.pathInputs[key]) this.pathInput(key, value, entry.pathInputs[key]);
      else if (entry.inputs.includes(key) || otherVersion) body[key] = value;
      else if (value !== null && value !== undefined)
        this.report(
          key,
          `unknown property: azure-native's ${entry.token.split(":")[2]} has no such input${hint(key, entry.inputs)}`,
        );
    }
    for (const [key, rule] of Object.entries(entry.pathInputs)) {
      if (rule.required && inputs[key] === undefined) this.report(key, "missing required path parameter");
    }
    if (entry.nameInput in body) this.name(entry.nameInput, body[entry.nameInput], this.types[0].properties.name?.type);
    this.object(this.types[0], body, "", true);
  }

  pathInput(key, value, rule) {
    if (opaque(value)) return;
    if (typeof value !== "string")
      this.report(key, `wrong type: a path parameter is a string, got ${typeOf(value)} ${show(value)}`);
    else if (rule.name) this.stringLike(rule.name, value, key, "invalid name: ");
    else if (value === "") this.report(key, "invalid name: empty path parameter");
  }

  name(key, value, type) {
    if (type !== undefined && typeof value === "string" && !opaque(value))
      this.stringLike(this.types[type], value, key, "invalid name: ");
  }

  /** `at` indexes this.types; `name` is the ARM name of the property that holds the value. */
  value(at, value, path, name) {
    if (opaque(value)) return;
    const type = this.types[at];
    const wrong = (expected) =>
      this.report(path, `wrong type: expected ${expected}, got ${typeOf(value)} ${show(value)}`);
    switch (type.kind) {
      case "any":
      case "union":
        return;
      case "boolean":
        if (typeof value !== "boolean") wrong("boolean");
        return;
      case "string":
        if (typeof value !== "string") wrong("string");
        else this.stringLike(type, value, path);
        return;
      case "enum":
        if (typeof value !== "string") wrong(`one of ${list(type.values)}`);
        else this.stringLike(type, value, path, "", name);
        return;
      case "number":
        if (typeof value !== "number" || !Number.isFinite(value)) wrong("number");
        else this.number(type, value, path, name);
        return;
      case "array": {
        if (!Array.isArray(value)) return wrong("array");
        if (value.length < (type.minLength ?? 0))
          this.report(path, `too few elements: ${value.length}, at least ${type.minLength}`);
        if (value.length > (type.maxLength ?? Infinity))
          this.report(path, `too many elements: ${value.length}, at most ${type.maxLength}`);
        value.forEach((element, i) => this.value(type.item, element, `${path}[${i}]`, name));
        return;
      }
      case "object":
      case "discriminated": {
        if (type.stringSet && Array.isArray(value)) {
          // azure-native takes a list of keys and sends { key: {} }
          value.forEach((key, i) => {
            if (typeof key !== "string")
              this.report(`${path}[${i}]`, `wrong type: expected string, got ${typeOf(key)} ${show(key)}`);
          });
          return;
        }
        if (!isObject(value)) return wrong(type.stringSet ? "a list of strings" : "object");
        if (type.kind === "object") this.object(type, value, path, false);
        else this.discriminated(type, value, path);
        return;
      }
      default:
        throw new Error(`unknown kind ${type.kind}`);
    }
  }

  stringLike(type, value, path, prefix = "", name = "") {
    if (type.kind === "enum") {
      if (type.values.includes(value)) return;
      if (type.open && (this.options.acceptOpen || freeEnums.has(`${this.module}:${name}`))) return;
      const parts = value.split(",").map((part) => part.trim());
      if (type.open && parts.length > 1 && parts.every((part) => type.values.includes(part))) return; // flags, such as bypass
      const same = type.values.find((v) => v.toLowerCase() === value.toLowerCase());
      const why = same ? `, differs from ${show(same)} in letter case only` : "";
      this.report(
        path,
        `${prefix}bad enum value ${show(value)}${why}: ${type.open ? "the known values (open enum) are" : "must be one of"} ${list(type.values)}`,
      );
      return;
    }
    if (type.kind !== "string") return;
    const length = [...value].length;
    if (length < (type.minLength ?? 0))
      this.report(path, `${prefix}too short: ${show(value)} has ${length} characters, at least ${type.minLength}`);
    else if (length > (type.maxLength ?? Infinity))
      this.report(path, `${prefix}too long: ${show(value)} has ${length} characters, at most ${type.maxLength}`);
    else if (type.pattern !== undefined && !matches(type.pattern, value))
      this.report(path, `${prefix}${show(value)} does not match ${type.pattern}`);
  }

  number(type, value, path, name) {
    if (!Number.isInteger(value) && !fractional.has(`${this.module}:${name}`))
      this.report(path, `wrong type: expected an integer, got ${value}`);
    // Limits were rounded to integers when the types were generated, hence ceil and floor.
    else if (Math.ceil(value) < (type.minValue ?? -Infinity))
      this.report(path, `out of range: ${value} is below ${type.minValue}`);
    else if (Math.floor(value) > (type.maxValue ?? Infinity))
      this.report(path, `out of range: ${value} is above ${type.maxValue}`);
  }

  discriminated(type, value, path) {
    const sdk =
      type.properties[type.discriminator]?.sdk ??
      Object.values(type.variants)
        .map((v) => this.types[v].properties[type.discriminator]?.sdk)
        .find(Boolean) ??
      type.discriminator;
    const chosen = value[sdk] ?? value[type.discriminator];
    if (chosen === undefined || chosen === null)
      return this.report(join2(path, sdk), `missing required property, one of ${list(Object.keys(type.variants))}`);
    if (opaque(chosen)) return;
    if (!Object.hasOwn(type.variants, chosen))
      return this.report(
        join2(path, sdk),
        `bad enum value ${show(chosen)}: must be one of ${list(Object.keys(type.variants))}`,
      );
    const variant = this.types[type.variants[chosen]];
    this.object(
      {
        ...variant,
        properties: { ...type.properties, ...variant.properties },
        flatten: variant.flatten ?? type.flatten,
      },
      value,
      path,
      false,
    );
  }

  object(type, value, path, top) {
    const direct = new Map(); // ARM name → { key, value }
    const label = (key) => this.labels.get(value)?.[key] ?? key;
    const inner = new Map(); // ARM name of a flattened container → the inputs that belong inside it
    for (const [key, v] of Object.entries(value)) {
      if (key.startsWith("__")) continue;
      const at = this.locate(type, key, top);
      if (!at) {
        if (type.additional !== undefined) this.value(type.additional, v, join2(path, key), key);
        else if (v !== undefined && v !== null)
          this.report(join2(path, label(key)), `unknown property of ${type.name}${hint(key, this.names(type))}`);
      } else if (at.length === 1) direct.set(at[0], { key: label(key), value: v });
      else {
        if (!inner.has(at[0])) {
          inner.set(at[0], {});
          this.labels.set(inner.get(at[0]), {});
        }
        inner.get(at[0])[at[1]] = v;
        this.labels.get(inner.get(at[0]))[at[1]] = label(key);
      }
    }
    for (const [armName, property] of Object.entries(type.properties)) {
      const set = direct.get(armName);
      const flags = property.flags ?? "";
      const shown = set?.key ?? property.sdk ?? this.inputNames.get(`${type.name}|${armName}`) ?? armName;
      if (inner.has(armName)) this.value(property.type, inner.get(armName), path, armName);
      else if (set && set.value !== undefined && set.value !== null) {
        if (flags.includes("o")) this.report(join2(path, shown), "read-only property set");
        else this.value(property.type, set.value, join2(path, shown), armName);
      } else if (flags.includes("r") && !flags.includes("o") && !(top && filledIn.has(armName))) {
        // A required container whose members are all left out is sent empty: its own required members are what is missing.
        if (type.flatten?.includes(armName)) this.value(property.type, {}, path, armName);
        else this.report(join2(path, shown), "missing required property");
      }
    }
  }

  /** Where an azure-native input goes in the ARM body: [name], or [container, input name within it]. */
  locate(type, key, top) {
    const renamed = this.renames.get(`${type.name}|${key}`);
    if (renamed) return renamed;
    const own = Object.entries(type.properties).find(
      ([armName, p]) =>
        (p.sdk ?? armName) === key && !type.flatten?.includes(armName) && !this.hidden.has(`${type.name}|${armName}`),
    );
    const envelope = top && own && own[1].flags?.includes("o");
    if (own && !envelope) return [own[0]];
    for (const container of type.flatten ?? []) {
      if (this.members(this.types[type.properties[container].type]).some(([armName, p]) => (p.sdk ?? armName) === key))
        return [container, key];
      if (this.renamedIn(this.types[type.properties[container].type], key)) return [container, key];
    }
    return own ? [own[0]] : undefined;
  }
  renamedIn(type, key) {
    return this.renames.has(`${type.name}|${key}`);
  }
  members(type) {
    const variants = Object.values(type.variants ?? {}).flatMap((v) => Object.entries(this.types[v].properties));
    return [...Object.entries(type.properties ?? {}), ...variants];
  }
  /** The names that azure-native accepts in an object, for "did you mean". */
  names(type) {
    const out = [];
    for (const [armName, p] of this.members(type)) {
      if (type.flatten?.includes(armName)) out.push(...this.names(this.types[p.type]));
      else if (!p.flags?.includes("o")) out.push(p.sdk ?? armName);
    }
    return out;
  }
}
