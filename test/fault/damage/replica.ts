// A person's replica of a world, over a real socket.
import { randomBytes } from 'node:crypto'
import { openWebSocket } from '../../../client/replica/browser.ts'
import { systemClock } from '../../../client/device/system-clock.ts'
import { InklandClient } from '../../simulation/inkland.ts'

/** `url`: of the world's sync. */
export function openReplica(url: string): InklandClient {
  const outside = {
    clock: systemClock,
    random: (count: number) => new Uint8Array(randomBytes(count)),
    openSocket: openWebSocket,
  }
  return new InklandClient(outside, `${url}?inkland=1`)
}
