import { z } from "zod";
import { tool } from "./tool";

/** An order of the shop. */
export interface Order {
  id: string;
  status: "paid" | "packed" | "shipped" | "delivered" | "returned";
  items: { name: string; quantity: number; price: number }[];
  /** ISO 4217. */
  currency: string;
  /** Day of arrival, expected or past, ISO 8601. */
  arrival: string;
}

/** The orders that the demonstration shop knows. A real shop puts its order system's read API in their place. */
export const demoOrders: readonly Order[] = [
  {
    id: "A-1001",
    status: "shipped",
    items: [
      { name: "rain jacket", quantity: 1, price: 89 },
      { name: "wool socks", quantity: 3, price: 12.5 },
    ],
    currency: "EUR",
    arrival: "2026-11-27",
  },
  {
    id: "A-1002",
    status: "packed",
    items: [{ name: "tent", quantity: 1, price: 249.9 }],
    currency: "EUR",
    arrival: "2026-11-30",
  },
  {
    id: "A-1003",
    status: "delivered",
    items: [{ name: "water bottle", quantity: 2, price: 19.9 }],
    currency: "EUR",
    arrival: "2026-11-12",
  },
  {
    id: "A-1004",
    status: "returned",
    items: [{ name: "hiking boots", quantity: 1, price: 159 }],
    currency: "EUR",
    arrival: "2026-11-05",
  },
];

/** The agent's look at the order book. */
export const orderLookup = (orders: readonly Order[] = demoOrders) =>
  tool({
    name: "order_lookup",
    description: "Finds an order of the shop by its number: status, items, prices, day of arrival.",
    args: z.strictObject({ order: z.string().describe("The order's number, e.g. A-1001") }),
    run: ({ order }) => {
      const found = orders.find(({ id }) => id === order.trim().toUpperCase());
      return found === undefined ? `There is no order ${JSON.stringify(order)}.` : JSON.stringify(found);
    },
  });
