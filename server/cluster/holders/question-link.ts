// Questions that two processes of one node ask each other over one connection, and their answers, as JSON:
// its length (4 bytes), and a number that an answer shares with its question. One without a length says that
// its sender is there.
import type { TLSSocket } from 'node:tls'
import { z } from 'zod'

const LENGTH_BYTES = 4
/** A longer message is none of ours, in bytes. */
const MESSAGE_BYTES_MAX = 64 * 1024 * 1024

const Message = z.union([
  z.object({ ask: z.int(), of: z.unknown() }),
  z.object({ answer: z.int(), of: z.unknown() }),
  /** The other side failed to answer. */
  z.object({ failed: z.int() }),
])
type Message = z.infer<typeof Message>

export class QuestionLink {
  readonly #socket: TLSSocket
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #answer: (question: unknown) => Promise<unknown>
  #count = 0
  #rest: Buffer = Buffer.alloc(0)

  /** `answer` may reject: then the other side's question does. */
  constructor(
    socket: TLSSocket,
    {
      answer,
      onClosed,
    }: { readonly answer: (question: unknown) => Promise<unknown>; readonly onClosed: () => void },
  ) {
    this.#socket = socket
    this.#answer = answer
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.once('end', () => socket.destroy())
    socket.once('close', () => {
      for (const { reject } of this.#open.values())
        reject(new Error('The connection between processes broke.'))
      this.#open.clear()
      onClosed()
    })
  }

  /** Rejects where the other side fails, or is lost before it has answered. */
  ask(question: unknown): Promise<unknown> {
    if (this.#socket.destroyed) return Promise.reject(new Error('There is no connection to that process.'))
    const asked = Promise.withResolvers<unknown>()
    this.#count += 1
    this.#open.set(this.#count, asked)
    this.#say({ ask: this.#count, of: question })
    return asked.promise
  }

  close(): void {
    this.#socket.destroy()
  }

  #say(message: Message): void {
    if (this.#socket.destroyed) return
    const words = Buffer.from(JSON.stringify(message))
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt32LE(words.length)
    this.#socket.write(Buffer.concat([length, words]))
  }

  #take(piece: Buffer): void {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    try {
      while (this.#rest.length >= LENGTH_BYTES) {
        const end = LENGTH_BYTES + this.#rest.readUInt32LE(0)
        if (end > MESSAGE_BYTES_MAX) throw new Error('A message between processes is too long.')
        if (this.#rest.length < end) return
        const words = this.#rest.subarray(LENGTH_BYTES, end).toString('utf8')
        this.#rest = this.#rest.subarray(end)
        if (words.length > 0) this.#hear(Message.parse(JSON.parse(words)))
      }
    } catch {
      this.#socket.destroy()
    }
  }

  #hear(message: Message): void {
    if ('ask' in message) {
      const { ask } = message
      this.#answer(message.of).then(
        // JSON has no undefined: without a value it would be no message.
        (of) => this.#say({ answer: ask, of: of ?? null }),
        () => this.#say({ failed: ask }),
      )
      return
    }
    const number = 'answer' in message ? message.answer : message.failed
    const asked = this.#open.get(number)
    this.#open.delete(number)
    if ('answer' in message) asked?.resolve(message.of)
    else asked?.reject(new Error('Another process could not do what it was asked.'))
  }
}
