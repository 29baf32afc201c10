// Loaded into a node's main process: notes each turn of its event loop that worked long, one line each.
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/** Shorter turns are not noted. */
const NOTED_MS = 5

const file = process.env['INKLAND_TURNS']
const isNode = process.argv[1]?.endsWith('/main.ts') === true

if (file !== undefined && isMainThread && isNode) {
  let last = process.threadCpuUsage()
  const look = (): void => {
    const now = process.threadCpuUsage()
    const ms = (now.user + now.system - last.user - last.system) / 1000
    if (ms >= NOTED_MS) appendFileSync(file, `${Date.now()} ${ms}\n`)
    last = process.threadCpuUsage()
  }
  setInterval(look, 1).unref()
}
