// Loaded before a node starts, on Linux: the allocator of the system keeps large buffers that were given back, in as many heaps as there
// are threads, so that a node that took in some megabytes of pages held hundreds. Told so from its first moment, it gives back what is
// larger than 256 kB at once. Measured with 56 MB of pages in a world: 380 MB in place of 680, and 30 MB less at rest.
import { isMainThread } from 'node:worker_threads'

const SETTINGS = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' }

const isSet = Object.keys(SETTINGS).every((name) => process.env[name] !== undefined)
if (isMainThread && !isSet && process.platform === 'linux' && process.execve !== undefined) {
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  // What somebody set themselves stays.
  process.execve(process.execPath, args, { ...SETTINGS, ...process.env })
}
