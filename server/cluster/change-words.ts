// What the process that leads and those that follow what it changes say to each other: a kind (1 byte) and a
// number (4 bytes).
import type { TLSSocket } from 'node:tls'

/** The one that leads: read what has changed, this is the number of that round. */
const LOOK = 1
/** The other: what had changed then is known here. */
const DONE = 2
/** The other asks, under a number, whether it may answer people by what it knows. */
const ASK = 3
/** The one that leads: it may, for a while from when it asked. */
const GRANT = 4
/** The other has changed something, and tells so under a number. */
const TELL = 5
/** The one that leads: nobody answers by what was before that. */
const TOLD = 6

const KINDS = { look: LOOK, done: DONE, ask: ASK, grant: GRANT, tell: TELL, told: TOLD } as const
const NAMES = new Map(Object.entries(KINDS).map(([name, kind]) => [kind, name as keyof typeof KINDS]))
const WORD_BYTES = 5

type ChangeWord = keyof typeof KINDS

/** How long a process may answer by what it knows, in ms, by its own clock from when it asked. */
export const GRANT_MS = 2_000
/** The same by the clock of the one that leads, from when it said so: clocks do not run equally fast. */
export const GRANTED_MS = GRANT_MS * 1.1

export function sayChange(socket: TLSSocket, word: ChangeWord, number: number): void {
  if (socket.destroyed) return
  const bytes = Buffer.alloc(WORD_BYTES)
  bytes[0] = KINDS[word]
  bytes.writeUInt32LE(number >>> 0, 1)
  socket.write(bytes)
}

/** Hears words of these kinds; anything else ends the connection. */
export function hearChanges(
  socket: TLSSocket,
  kinds: readonly ChangeWord[],
  hear: (word: ChangeWord, number: number) => void,
): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (piece: Buffer) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length >= WORD_BYTES) {
      const word = NAMES.get(rest.readUInt8(0) as (typeof KINDS)[ChangeWord])
      const number = rest.readUInt32LE(1)
      rest = rest.subarray(WORD_BYTES)
      if (word === undefined || !kinds.includes(word)) {
        socket.destroy()
        return
      }
      hear(word, number)
    }
  })
  socket.once('end', () => socket.destroy())
}
