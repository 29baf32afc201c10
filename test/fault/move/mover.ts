// A process that moves a node, and kills itself at a step where it is asked to. Says at its end how long it
// took and how much memory it had at most.
import { readFileSync } from 'node:fs'
import { moveStore } from '../../../server/storage/moving/store-move.ts'
import { parseStoreAddress } from '../../../server/storage/opening/store-address.ts'

const [data = '', from = '', to = '', step = ''] = process.argv.slice(2)
const begun = performance.now()
try {
  const done = await moveStore({
    carry: async () => undefined,
    data,
    from: parseStoreAddress(from),
    to: parseStoreAddress(to),
    now: Date.now(),
    tell: (progress) => {
      if (progress.step === step) process.kill(process.pid, 'SIGKILL')
    },
  })
  const ms = Math.round(performance.now() - begun)
  process.stdout.write(`${JSON.stringify({ ...done, ms, peakMb: peakMb() })}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/**
 * Of this program alone: what the system calls the maximum begins with that of the process that started it.
 */
function peakMb(): number {
  const [, kB = 'NaN'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Math.round(Number(kB) / 1024)
}
