import type { Bucket, Point } from "../../thin";

/** Plots are drawn in a field of this size, and stretched to whatever the screen has. */
export const plotField = { width: 1000, height: 100 } as const;

/** Where a point lies in the field. */
export interface Placing {
  /** 0 to 1 of the time axis. */
  x: (t: number) => number;
  /** 0 to 1 of the value axis. */
  y: (value: number) => number;
}

/** A line from point to point, with the gaps that the points have. */
export function linePath(points: readonly Point[], placing: Placing): string {
  let open = false;
  return points
    .map(({ t, value }, index) => {
      if (value === null) {
        open = false;
        return "";
      }
      const at = `${across(placing.x(t))} ${up(placing.y(value))}`;
      const begin = !open;
      open = true;
      // A single point between gaps is a line without length: round ends make a dot of it.
      const alone = begin && (points[index + 1]?.value ?? null) === null;
      return begin ? `M${at}${alone ? "h0" : ""}` : `L${at}`;
    })
    .join("");
}

/** A line that stays at a value until the next point. */
export function stepPath(points: readonly Point[], placing: Placing): string {
  return points
    .map(({ t, value }, index) => {
      const [x, y] = [across(placing.x(t)), up(placing.y(value ?? 0))];
      // What holds at the end of the first step is taken to hold from the start.
      return index === 0 ? `M0 ${y}H${x}` : `H${x}V${y}`;
    })
    .join("");
}

/** The area below a line of steps. */
export const stepArea = (points: readonly Point[], placing: Placing): string =>
  points.length === 0 ? "" : `${stepPath(points, placing)}V${plotField.height}H0Z`;

/** Between the least and the most of each bucket, in a piece each stretch without a gap. */
export function bandPath(list: readonly Bucket[], placing: Placing): string {
  const pieces: { x: number; least: number; most: number }[][] = [[]];
  for (const { t, of } of list) {
    if (of === null) pieces.push([]);
    else pieces.at(-1)!.push({ x: across(placing.x(t)), least: up(placing.y(of.least)), most: up(placing.y(of.most)) });
  }
  return pieces
    .filter((piece) => piece.length > 1)
    .map((piece) => {
      const above = piece.map(({ x, most }) => `${x} ${most}`).join("L");
      const below = piece.map(({ x, least }) => `${x} ${least}`).reverse();
      return `M${above}L${below.join("L")}Z`;
    })
    .join("");
}

export const across = (part: number): number => Math.round(part * plotField.width * 10) / 10;
export const up = (part: number): number => Math.round((1 - part) * plotField.height * 10) / 10;
