// Loaded before a node starts: the allocator reads its settings in the first moment of a process, so the
// process begins anew with them. Measured with 56 MB of pages in a world: 390 MB in place of 680, and 30 MB
// less at rest.
import { isMainThread } from 'node:worker_threads'
import { ALLOCATOR } from './allocator.mjs'

const isSet = Object.keys(ALLOCATOR).every((name) => process.env[name] !== undefined)
if (isMainThread && !isSet && process.platform === 'linux' && process.execve !== undefined) {
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  // Settings of the person who starts it stay.
  process.execve(process.execPath, args, { ...ALLOCATOR, ...process.env })
}
