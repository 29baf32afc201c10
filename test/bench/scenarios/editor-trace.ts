// The work of a page's main thread during an event, from Chromium's own trace: script, and apart from it
// style, layout and painting, frame by frame.
import type { Browser, Page } from '@playwright/test'

/** Events that run code of the page, garbage collection included. */
const SCRIPT: ReadonlySet<string> = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'HandlePostMessage',
  'MajorGC',
  'MinorGC',
  'RunMicrotasks',
  'TimerFire',
  'WebSocketReceive',
  'v8.callFunction',
  'v8.compile',
  'v8.evaluateModule',
  'v8.produceModuleCache',
])
/** Events in which the browser works on the result, also if script has to wait for it. */
const DRAWING: ReadonlySet<string> = new Set([
  'Commit',
  'Layerize',
  'Layout',
  'Paint',
  'PrePaint',
  'UpdateLayoutTree',
])

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** When it began and how long it took, in us. */
  readonly ts: number
  readonly dur?: number
  /** The same by the thread's own clock, which stands while other programs run. */
  readonly tts?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string; readonly data?: { readonly frames?: readonly TracedFrame[] } }
}

interface TracedFrame {
  readonly processId?: number
  readonly url?: string
  readonly parent?: string
}

/** From and to by the thread's clock, in us. */
type Span = readonly [number, number]

export interface Traced {
  /** All script, without the drawing that it waited for, in ms. */
  readonly script: number
  readonly drawing: number
  /** Script in the time after each message that came, up to `AFTER_US`, in ms. */
  readonly afterMessages: readonly number[]
  /** Of each frame: script since the one before, and how long that was ago, in ms. */
  readonly frames: readonly { readonly script: number; readonly drawing: number; readonly since: number }[]
  /**
   * Of each frame that the page itself made: script and drawing since the one before, in ms. No frames have
   * to be asked for.
   */
  readonly made: readonly { readonly script: number; readonly drawing: number }[]
  /** How long each frame was on the screen before the next, in ms: a moving layer needs no script. */
  readonly shown: readonly number[]
}

/** Traces a page while `happens`. The page has to ask for animation frames for frames to be told apart. */
export async function traced(browser: Browser, page: Page, happens: () => Promise<void>): Promise<Traced> {
  await startTrace(browser, page)
  await happens()
  return readTrace(await stopTrace(browser))
}

export const startTrace = (browser: Browser, page: Page): Promise<void> =>
  browser.startTracing(page, {
    categories: [
      'devtools.timeline',
      'disabled-by-default-devtools.timeline',
      'disabled-by-default-devtools.timeline.frame',
      'v8',
    ],
  })

export async function stopTrace(browser: Browser): Promise<readonly TraceEvent[]> {
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  return traceEvents
}

export function readTrace(events: readonly TraceEvent[]): Traced {
  const main = mainThread(events)
  const ofMain = events.filter(({ pid, tid }) => pid === main.pid && tid === main.tid)
  const own = ofMain.filter(({ ph }) => ph === 'X')
  const script = spans(own, SCRIPT)
  const drawing = spans(own, DRAWING)
  const scriptAlone = without(script, drawing)
  const beats = own
    .filter(({ name }) => name === 'FireAnimationFrame')
    .filter(({ ts }, i, all) => i === 0 || ts - (all[i - 1]?.ts ?? 0) > SAME_FRAME_US)
  const frames = beats.slice(1).map((beat, i) => {
    const before = beats[i] ?? beat
    const [start, end] = [before.tts ?? before.ts, beat.tts ?? beat.ts]
    return {
      script: within(scriptAlone, start, end) / 1000,
      drawing: within(drawing, start, end) / 1000,
      since: (beat.ts - before.ts) / 1000,
    }
  })
  const commits = own
    .filter(({ name }) => name === 'Commit')
    .map(({ ts, dur = 0, tts = ts, tdur = dur }) => tts + tdur)
    .sort((a, b) => a - b)
  const made = commits.slice(1).map((end, i) => ({
    script: within(scriptAlone, commits[i] ?? end, end) / 1000,
    drawing: within(drawing, commits[i] ?? end, end) / 1000,
  }))
  const clock = clockOf(own)
  const afterMessages = ofMain
    .filter(({ name }) => name === 'WebSocketReceive')
    .map(({ ts }) => within(scriptAlone, clock(ts), clock(ts + AFTER_US)) / 1000)
  const drawn = events
    .filter(({ name, pid }) => name === 'DrawFrame' && pid === main.pid)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b)
  return {
    script: lengthOf(scriptAlone) / 1000,
    drawing: lengthOf(drawing) / 1000,
    afterMessages,
    frames,
    made,
    shown: drawn.slice(1).map((ts, i) => (ts - (drawn[i] ?? ts)) / 1000),
  }
}

/** The effects of a message are over by then, in us: the next one comes later. */
const AFTER_US = 45_000

/** The thread's clock at a moment: as far as the last task before it had come. */
function clockOf(own: readonly TraceEvent[]): (ts: number) => number {
  const tasks = own.filter(({ name }) => name === 'RunTask').sort((a, b) => a.ts - b.ts)
  return (moment) => {
    const task = tasks.findLast(({ ts }) => ts <= moment)
    if (task === undefined) return 0
    const { ts, dur = 0, tts = ts, tdur = dur } = task
    return moment >= ts + dur ? tts + tdur : tts
  }
}

/** Callbacks of one frame run one after the other. */
const SAME_FRAME_US = 4_000

/** The main thread of the process that shows the page. */
function mainThread(events: readonly TraceEvent[]): { readonly pid: number; readonly tid: number } {
  const started = events.find(({ name }) => name === 'TracingStartedInBrowser')
  const shown = started?.args?.data?.frames?.find(
    ({ parent, url }) => parent === undefined && url !== 'about:blank',
  )
  const main = events.find(
    ({ name, pid, args }) =>
      name === 'thread_name' && pid === shown?.processId && args?.name === 'CrRendererMain',
  )
  if (main === undefined) throw new Error('the trace has no page')
  return main
}

/** When any of these happened, without overlaps. */
function spans(events: readonly TraceEvent[], names: ReadonlySet<string>): readonly Span[] {
  const all = events
    .filter(({ name }) => names.has(name))
    .map(({ ts, dur = 0, tts = ts, tdur = dur }): Span => [tts, tts + tdur])
    .sort(([a], [b]) => a - b)
  const joined: [number, number][] = []
  for (const [from, to] of all) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** The parts of some spans that are in none of the others; both are in order and do not overlap. */
function without(spans: readonly Span[], others: readonly Span[]): readonly Span[] {
  const left: Span[] = []
  let next = 0
  for (const [from, to] of spans) {
    let at = from
    while ((others[next]?.[1] ?? Infinity) <= at) next += 1
    for (let i = next; (others[i]?.[0] ?? Infinity) < to; i += 1) {
      const [start, end] = others[i] ?? [to, to]
      if (start > at) left.push([at, start])
      at = Math.max(at, end)
    }
    if (at < to) left.push([at, to])
  }
  return left
}

function within(spans: readonly Span[], from: number, to: number): number {
  let sum = 0
  for (const [start, end] of spans) sum += Math.max(0, Math.min(end, to) - Math.max(start, from))
  return sum
}

const lengthOf = (spans: readonly Span[]): number => within(spans, 0, Infinity)

/** The value that so much of them is under; NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
