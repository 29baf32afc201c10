// A worker of the browser that runs programs: the same host as on a node. Everything that leads out of it is
// taken away before the first program runs.
import {
  IDLE,
  serve,
  type FromWorker,
  type WorkerProgress,
  type ToSandbox,
} from '../../../shared/behavior/host/worker-channel.ts'
import { TRIMMING } from '../../../shared/behavior/host/engine/quickjs.ts'
import { createHost, prepare, warmUp } from '../../../shared/behavior/host/program-host.ts'
import { compileModules } from '../../../shared/behavior/host/engine/compiled-modules.ts'
import { removeGlobals } from '../../../shared/behavior/host/engine/emptied-globals.ts'
import { trimModule } from '../../../shared/behavior/host/engine/trimmed-module.ts'

/** Most programs that live at once. */
const HOT_MAX = 2000
/** A browser gives a page some 125 memories: so many seats, and programs that need more than a seat. */
const SEATS_MAX = 32
const GROWN_MAX = 60

/** The first message to the worker: where the engine is. */
export interface BeginMessage {
  readonly type: 'begin'
  readonly engineUrl: string
}

const post = (message: FromWorker) => globalThis.postMessage(message, { transfer: [] })
const clock = performance
const { now } = Date
const { random } = Math

/** A turn of the event loop, without the 4 ms that a timer waits for. */
const turns = new MessageChannel()
let next: (() => void) | null = null
turns.port1.addEventListener('message', () => next?.())
turns.port1.start()

let mark: WorkerProgress = IDLE
const told = (changed: Partial<WorkerProgress>) => {
  mark = { ...mark, ...changed, beat: mark.beat + 1 }
  post({ type: 'mark', mark })
}

async function begin(engineUrl: string): Promise<(message: ToSandbox) => void> {
  const response = await fetch(engineUrl)
  const wasm = await compileModules(trimModule(new Uint8Array(await response.arrayBuffer()), TRIMMING))
  removeGlobals()
  const base = prepare(wasm, random)
  warmUp(base)
  const ticks = () => clock.now()
  const most = { hotMax: HOT_MAX, seatsMax: SEATS_MAX, grownMax: GROWN_MAX }
  const host = createHost({
    base,
    now,
    ticks,
    random,
    ...most,
    mark: (delivery, line) => told({ delivery, line }),
  })
  return serve({
    host,
    post,
    ticks,
    soon(go) {
      next = go
      turns.port2.postMessage(null, [])
    },
    working: (run, job) => told({ run, job }),
  })
}

/** Messages from before the engine was there. */
const early: ToSandbox[] = []
let receive: ((message: ToSandbox) => void) | null = null

function goOn(ready: (message: ToSandbox) => void): void {
  receive = ready
  post({ type: 'ready' })
  for (const message of early.splice(0)) ready(message)
}

globalThis.addEventListener('message', ({ data }: MessageEvent<ToSandbox | BeginMessage>) => {
  if (data.type !== 'begin') {
    if (receive) receive(data)
    else early.push(data)
    return
  }
  // An error is seen by the page as the worker's death.
  begin(data.engineUrl).then(goOn, globalThis.reportError)
})
