import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** Bytes that are given to a connection at a time. */
const pieceBytes = 256 * 1024;

/**
 * Sends a whole answer. A large one goes in pieces as the client takes them: a connection tells of one piece only that all of it was taken, and a client
 * that reads slowly could not be told from one that does not read.
 */
export function sendBytes(reply: FastifyReply, bytes: Buffer): FastifyReply {
  if (bytes.length <= pieceBytes) return reply.send(bytes);
  return reply.header("content-length", bytes.length).send(Readable.from(pieces(bytes)));
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
