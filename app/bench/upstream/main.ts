/**
 * The upstream of the measurements: answers every chat completion 50 ms after it came, or streams it. A process of its own on
 * plain sockets, because what it costs comes out of the core that it shares with the generator.
 *
 *   node --import tsx upstream/main.ts '{"answerMs":50}'     prints its port, then answers until it is ended
 */
import { createServer, type Socket } from "node:net";
import { conditionsAt, hoursAfter, mainModel, otherModel } from "../day/conditions";
import { hangingText } from "../load/question";
import { emptyAnswer, failure, lastChunks, streamHead, tokenChunk, wholeAnswer } from "./answers";
import { Capacity } from "./capacity";
import { RequestParser, type UpstreamRequest } from "./request-parser";
import type { UpstreamSpec } from "./types";

const spec = JSON.parse(process.argv[2] ?? "{}") as UpstreamSpec;
const capacities = new Map([
  [mainModel, new Capacity(Infinity)],
  [otherModel, new Capacity(Infinity)],
]);
let slowness = 1;
let failing = spec.failing ?? [];

if (spec.day !== undefined) {
  const { startedAt, fromHour } = spec.day;
  const follow = (): void => {
    const conditions = conditionsAt(fromHour + hoursAfter(Date.now() - startedAt));
    ({ slowness } = conditions);
    capacities.get(mainModel)!.resize(conditions.slots);
    failing = conditions.otherFails ? [otherModel] : [];
  };
  follow();
  setInterval(follow, 100);
}
const capacity = new Capacity(
  spec.slots ??
    (spec.answersPerSecond === undefined ? Infinity : Math.round((spec.answersPerSecond * spec.answerMs) / 1000)),
);

function answer(socket: Socket, { line, body }: UpstreamRequest): void {
  if (!line.endsWith("/chat/completions")) {
    socket.write(emptyAnswer);
    return;
  }
  const text = body.toString("latin1");
  if (text.includes(hangingText)) return;
  if (failing.some((model) => text.includes(`"model":"${model}"`))) {
    socket.write(failure);
    return;
  }
  const streamed = /"stream": ?true/.test(text);
  const room = spec.day === undefined ? capacity : capacities.get(text.includes(otherModel) ? otherModel : mainModel)!;
  const start = () =>
    streamed ? stream(socket, room, tokensOf(text)) : setTimeout(() => whole(socket, room), answerMs(text));
  room.enter(start, () => !socket.destroyed);
}

/** Time of a whole answer: longer for more tokens where the measurement says so. */
function answerMs(text: string): number {
  if (spec.tokenMs === undefined) return spec.answerMs;
  return slowness * (spec.answerMs + spec.tokenMs * tokensOf(text));
}

/** Tokens that an answer may have: it has them all. */
const tokensOf = (text: string): number => Number(/"max_(?:completion_)?tokens": ?(\d+)/.exec(text)?.[1] ?? 0);

function whole(socket: Socket, room: Capacity): void {
  if (!socket.destroyed) socket.write(wholeAnswer);
  room.done();
}

function stream(socket: Socket, room: Capacity, mostTokens: number): void {
  const tokens = spec.day === undefined ? spec.tokensPerStream : mostTokens;
  let written = 0;
  const next = () => {
    if (socket.destroyed || written === tokens) {
      clearInterval(timer);
      if (!socket.destroyed) socket.write(lastChunks(written));
      room.done();
    } else {
      socket.write(written === 0 ? streamHead + tokenChunk() : tokenChunk());
      written++;
    }
  };
  const timer = setInterval(next, (slowness * 1000) / spec.tokensPerSecond);
}

const server = createServer({ noDelay: true }, (socket) => {
  const parser = new RequestParser();
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => {
    try {
      for (const request of parser.feed(data)) answer(socket, request);
    } catch {
      socket.destroy();
    }
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
