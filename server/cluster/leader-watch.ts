// A connection to the process that leads, over which each says to the other that it is there. That it breaks
// is no proof that the leader is gone, but a reason to look.
import type { TLSSocket } from 'node:tls'
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import { openLink } from './inside-link.ts'

/** How often each side says that it is there, in ms. */
const WORD_MS = 500
/** A side that was silent for so long is taken for gone, in ms. */
const SILENT_MS = 2_500

const HERE = Buffer.from('.')
/** The leader tried to reach whoever watches, and could not. */
const UNREACHABLE = Buffer.from('!')

interface LeaderWatchOptions {
  readonly leader: InsideAddress
  readonly key: Uint8Array
  readonly clock: ServerClock
  /** Where this process is reached. */
  readonly self: string
  /** The leader has answered for the first time. */
  readonly onHeard: () => void
  /** The leader cannot reach this process there. */
  readonly onUnreachable: () => void
  readonly onLost: () => void
}

/** Watches until it is lost, which is told once, or until the answer is called. */
export function watchLeader({
  leader,
  key,
  clock,
  self,
  onHeard,
  onUnreachable,
  onLost,
}: LeaderWatchOptions): () => void {
  let [isOver, socket]: [boolean, TLSSocket | null] = [false, null]
  const end = (): void => {
    isOver = true
    socket?.destroy()
  }
  const lose = (): void => {
    if (isOver) return
    end()
    onLost()
  }
  const begin = async (): Promise<void> => {
    socket = await openLink(leader, key, { for: 'watch', address: self }, clock)
    socket.once('close', lose)
    socket.once('data', onHeard)
    socket.on('data', (words: Buffer) => {
      if (words.includes(UNREACHABLE)) onUnreachable()
    })
    if (isOver) socket.destroy()
    else keepTalking(socket, clock)
  }
  begin().catch(lose)
  return end
}

/** The leader's side of it. */
export function answerWatch(
  socket: TLSSocket,
  watcher: InsideAddress,
  key: Uint8Array,
  clock: ServerClock,
): void {
  keepTalking(socket, clock)
  openLink(watcher, key, { for: 'trial' }, clock).then(
    (trial) => trial.end(),
    () => void socket.write(UNREACHABLE),
  )
}

/** Until the socket closes, or the other side was silent for too long. */
function keepTalking(socket: TLSSocket, clock: ServerClock): void {
  let heardAt = clock.monotonic()
  const talk = (): void => {
    if (clock.monotonic() - heardAt > SILENT_MS) socket.destroy()
    else socket.write(HERE)
  }
  const endTalk = repeat(talk, { everyMs: WORD_MS, clock })
  socket.on('data', () => (heardAt = clock.monotonic()))
  socket.once('end', () => socket.destroy())
  socket.once('close', endTalk)
  socket.write(HERE)
}
