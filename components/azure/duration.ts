const units = [
  ["D", 86_400],
  ["H", 3_600],
  ["M", 60],
  ["S", 1],
] as const;

/**
 * A time as ISO 8601 writes it (`P7D`, `PT1H30M`), in the form in which Azure hands it back: `PT120S` would come back as
 * `PT2M` and look like a change after a refresh.
 *
 * @param seconds a whole number above 0
 */
export function isoDuration(seconds: number): string {
  let rest = seconds;
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? "" : `${count}${unit}`;
  });
  const [days, ...time] = parts;
  return `P${days}${time.join("") === "" ? "" : `T${time.join("")}`}`;
}
