// The signals that ask a process to end, heard from its first moment on: without a listener one would end it
// in the middle of its start. What has begun is finished, and stopped in order.
import { readFileSync } from 'node:fs'

/** Stops in order; false where that has begun before. */
type StopProcess = (why: NodeJS.Signals) => boolean

export type StopSignals = ReturnType<typeof hearStopSignals>

export function hearStopSignals() {
  let asked: NodeJS.Signals | null = null
  let isOpening = false
  let stop: StopProcess | null = null

  function ask(signal: NodeJS.Signals): void {
    const isSecond = stop === null ? asked !== null : !stop(signal)
    if (isSecond) process.exit(1)
    asked = signal
    if (!isOpening) process.exit(0)
  }

  process.on('SIGTERM', ask)
  process.on('SIGINT', ask)
  if (isHangUpHeard()) process.on('SIGHUP', ask)
  return {
    /** As a signal does. The first one stops in order, the second at once. */
    ask,
    /** From now on there is something to stop, once it is there. */
    noteOpening(): void {
      isOpening = true
    },
    /** This stops it. Answers whether somebody asked for that already: then it stops now. */
    stopBy(how: StopProcess): boolean {
      stop = how
      if (asked !== null) how(asked)
      return asked !== null
    },
  }
}

/** A program under `nohup` goes on without its terminal; elsewhere than on Linux nobody can tell. */
function isHangUpHeard(): boolean {
  try {
    const ignored = /^SigIgn:\s*([\da-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return ignored !== undefined && (BigInt(`0x${ignored}`) & 1n) === 0n
  } catch {
    return false
  }
}
