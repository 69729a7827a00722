/** Maps in which an entry that nobody declared counts too: it was taken out of the declaration, or put in by hand. */
const wholeMaps = ["tags", "nodeLabels"];
/** Entries of such maps that AKS adds by itself (AKS#3152). */
const addedByAks = /^(kubernetes\.azure\.com\/|aks-managed)/i;

/**
 * Whether a resource of Azure has all that is declared of it. What is not declared is Azure's; names are compared without
 * case, as Azure does; what is off or empty may be missing in an answer; pools and the like are found by their name.
 */
export function hasAll(declared: unknown, living: unknown): boolean {
  if (declared === undefined || declared === null) return true;
  if (isNothing(declared)) return isNothing(living);
  if (Array.isArray(declared)) return hasElements(declared, living);
  if (isObject(declared)) return isObject(living) ? hasMembers(declared, living) : isNothing(living) && isOff(declared);
  return living !== undefined && living !== null && textOf(declared) === textOf(living);
}

function hasMembers(declared: Record<string, unknown>, living: Record<string, unknown>): boolean {
  return Object.entries(declared).every(([key, value]) => {
    const other = living[key];
    const whole = wholeMaps.includes(key) && isObject(value) && isObject(other);
    if (whole && Object.keys(other).some((name) => !(name in value) && !addedByAks.test(name))) return false;
    return hasAll(value, other);
  });
}

function hasElements(declared: unknown[], living: unknown): boolean {
  // azure-native takes a list of identities where Azure answers a map by their ids.
  const others = Array.isArray(living) ? living : isObject(living) ? Object.keys(living) : [];
  if (declared.every(isNamed)) {
    return declared.every((element) =>
      hasAll(
        element,
        others.find((other) => isNamed(other) && other.name === element.name),
      ),
    );
  }
  if (declared.length !== others.length) return false;
  const [mine, theirs] = [declared, others].map((list) => list.map(textOf).toSorted());
  return mine!.every((text, index) => text === theirs![index]);
}

/** Whether nothing is meant: an answer leaves out what is off, empty or zero. */
const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  value === 0 ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** Whether all members, however deep, mean nothing. */
const isOff = (value: Record<string, unknown>): boolean =>
  Object.values(value).every((member) => isNothing(member) || (isObject(member) && isOff(member)));

const textOf = (value: unknown): string => (isObject(value) ? JSON.stringify(value) : String(value)).toLowerCase();

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNamed = (value: unknown): value is { name: string } => isObject(value) && typeof value.name === "string";
