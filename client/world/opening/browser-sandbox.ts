// Programs in the browser, for trying things out: a worker with the same host as on a node, watched in the
// same way.
import engineUrl from 'quickjs-wasi/quickjs.wasm?url'
import { IDLE, type FromWorker } from '../../../shared/behavior/host/worker-channel.ts'
import {
  createWatchedSandboxes,
  type WatchedSandboxes,
  type WorkerLink,
} from '../../../shared/behavior/host/watched-sandboxes.ts'
import type { BeginMessage } from './browser-sandbox-worker.ts'
import { systemClock } from '../../device/system-clock.ts'

/** Sandboxes of this page. The worker starts with the first world that has something to run. */
export function createBrowserSandboxes(): WatchedSandboxes {
  return createWatchedSandboxes({
    spawn,
    after: (ms, act) => systemClock.after(ms, act),
    ticks: () => performance.now(),
  })
}

function spawn(onMessage: (message: FromWorker) => void, onDeath: () => void): WorkerLink {
  const worker = new Worker(new URL('./browser-sandbox-worker.ts', import.meta.url), { type: 'module' })
  let mark = IDLE
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'mark') mark = data.mark
    else onMessage(data)
  })
  worker.addEventListener('error', () => {
    worker.terminate()
    onDeath()
  })
  worker.postMessage(
    { type: 'begin', engineUrl: new URL(engineUrl, location.href).href } satisfies BeginMessage,
    [],
  )
  return {
    post: (message) => worker.postMessage(message, []),
    mark: () => mark,
    kill: () => worker.terminate(),
  }
}
