/**
 * The browser's storage; without it (private windows, a policy) the page works and forgets.
 */
function over(open: () => Storage) {
  const attempt = <Value>(work: (storage: Storage) => Value): Value | undefined => {
    try {
      return work(open());
    } catch {
      return undefined;
    }
  };
  return {
    get: (name: string): string | undefined => attempt((storage) => storage.getItem(name)) ?? undefined,
    /** Keeps a value; `undefined` and the empty text remove it. */
    set: (name: string, value: string | undefined): void =>
      attempt((storage) =>
        value === undefined || value === "" ? storage.removeItem(name) : storage.setItem(name, value),
      ),
    /** Removes every value whose name begins so. */
    forget: (beginning: string): void =>
      attempt((storage) => {
        for (const name of Object.keys(storage)) if (name.startsWith(beginning)) storage.removeItem(name);
      }),
  };
}

/** Of this tab, also after a reload. */
export const ofTab = over(() => window.sessionStorage);

/** Of this browser. */
export const ofBrowser = over(() => window.localStorage);
