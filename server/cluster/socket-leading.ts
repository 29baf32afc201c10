// Leads a socket to the process that has its world. One that is not reached is perhaps gone: then its worlds
// are soon elsewhere, and whoever comes waits for that.
import type { Duplex } from 'node:stream'
import { pause } from '../../shared/time/time-limit.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import type { ServerClock } from '../time/server-clock.ts'

/** How long they wait, in ms: longer than it takes to notice that a process was killed. */
const GONE_MS = 3_000
/** After so long it is looked again where the world is, in ms. */
const AGAIN_MS = 200

interface LeadingOptions<Place extends string> {
  readonly clock: Pick<ServerClock, 'after' | 'monotonic'>
  /** Where the world is now; `lost`: at a process that is not reached. */
  readonly placeOf: () => Promise<Place | 'lost' | InsideAddress>
  /** Passes the socket on to a process. False: that one is not reached. */
  readonly passTo: (to: InsideAddress) => Promise<boolean>
}

/** Answers where this process has to do something; null: it was passed on, or is closed. */
export async function leadSocket<Place extends string>(
  socket: Duplex,
  { clock, placeOf, passTo }: LeadingOptions<Place>,
): Promise<Place | null> {
  const fail = (): void => void socket.destroy()
  socket.on('error', fail)
  try {
    const until = clock.monotonic() + GONE_MS
    for (;;) {
      const place = await placeOf()
      if (socket.destroyed) return null
      if (typeof place === 'string') {
        if (!isLost(place)) return place
      } else if (await passTo(place)) return null
      if (clock.monotonic() > until) socket.destroy()
      if (socket.destroyed) return null
      await pause(clock, AGAIN_MS)
    }
  } finally {
    socket.off('error', fail)
  }
}

const isLost = (place: string): place is 'lost' => place === 'lost'
