// A process that can be stopped for a while, and knows nothing of it: what comes in meanwhile, and what is
// due, waits for it. Its clock on the wall may be wrong.
import type { ServerClock } from '../../../server/time/server-clock.ts'
import type { SocketListener } from '../../../server/sync/socket/sync-socket.ts'
import type { Life } from '../disk.ts'
import type { VirtualTime } from '../time.ts'

export class StoppableLife implements Life {
  isOver = false
  isStopped = false
  readonly clock: ServerClock
  readonly #time: VirtualTime
  #waiting: (() => void)[] = []

  /** `wrongMs`: by how much its clock on the wall is ahead. */
  constructor(time: VirtualTime, wrongMs: number) {
    this.#time = time
    this.clock = {
      now: () => time.now() + wrongMs,
      monotonic: () => time.monotonic(),
      after: (ms, run) => time.after(ms, () => this.enter(run)),
      soon: (run) => time.soon(() => this.enter(run)),
    }
  }

  readonly enter = (run: () => void): void => {
    if (this.isOver) return
    if (this.isStopped) this.#waiting.push(run)
    else run()
  }

  stop(): void {
    this.isStopped = true
  }

  /** In the order in which it came. */
  goOn(): void {
    this.isStopped = false
    const waiting = this.#waiting
    this.#waiting = []
    for (const run of waiting) this.#time.soon(() => this.enter(run))
  }

  /** What a client says, as this process hears it; `connect` when it hears of the client. */
  hearing(connect: () => SocketListener): SocketListener {
    let listener: SocketListener | null = null
    this.enter(() => (listener = connect()))
    const heard = (tell: (listener: SocketListener) => void) => () =>
      this.enter(() => {
        if (listener !== null) tell(listener)
      })
    return {
      message: (frame) => heard((one) => one.message(frame))(),
      text: heard((one) => one.text()),
      bytes: heard((one) => one.bytes()),
      pong: heard((one) => one.pong()),
      drained: heard((one) => one.drained()),
      closed: heard((one) => one.closed()),
    }
  }
}
