// Turns at drawing, for a browser without a graphics processor: one piece of work in a frame, and no more
// frames than leave time for others. What somebody waits for comes first, in a frame of its own: their key,
// and the letters of others. The editor measures what it shows in the frame after that, which is kept free,
// too.

/** Between two turns, in ms: the events that led to one have been drawn by then. */
const TURN_MS = 25

/**
 * A frame that was asked for does not come where the page is hidden meanwhile: nobody waits longer, in ms.
 */
const BEHIND_MAX_MS = 100

const waiting = new Set<() => void>()
let isOn = false
/** A turn leaves so many frames to what comes first and what follows from it, and no more. */
const WAITS_MAX = 2
let waits = 0

/** Works that come first, and have not had both their frames. */
let coming = 0
/** The last of these frames, by its time. */
let cameAt = -Infinity
/** Works that have no need of a frame, and wait until what comes first has had its own. */
const behind = new Set<() => void>()
let isListening = false

/** Does a piece of work in a frame of its own, once, however often it is asked for until then. */
export function takeTurn(work: () => void): void {
  waiting.add(work)
  if (isOn) return
  isOn = true
  listen()
  setTimeout(() => requestAnimationFrame(turn), TURN_MS)
}

/**
 * Does a piece of work in the next frame. Turns keep away from that one, and from the one after. Where nobody
 * sees the page there are no frames, and it is done soon. Returns how to call it off.
 */
export function comeFirst(work: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(work)
    return () => clearTimeout(timer)
  }
  let isWaiting = true
  coming += 1
  const end = (): void => {
    coming -= 1
    if (coming === 0) goOn()
  }
  const frame = requestAnimationFrame(() => {
    isWaiting = false
    requestAnimationFrame((at) => {
      cameAt = at
      end()
    })
    work()
  })
  return () => {
    if (!isWaiting) return
    isWaiting = false
    cancelAnimationFrame(frame)
    end()
  }
}

/** Does a piece of work at once, or behind the frame of what comes first. */
export function comeBehind(work: () => void): void {
  if (coming === 0) return work()
  let isDone = false
  const once = (): void => {
    behind.delete(once)
    if (!isDone) work()
    isDone = true
  }
  behind.add(once)
  setTimeout(once, BEHIND_MAX_MS)
}

/** As tasks of their own: the frame that is being made is done before. */
function goOn(): void {
  for (const once of behind) setTimeout(once)
  behind.clear()
}

function turn(at: number): void {
  const isTaken = coming > 0 || cameAt === at
  if (isTaken && waits < WAITS_MAX) {
    waits += 1
    requestAnimationFrame(turn)
    return
  }
  waits = 0
  isOn = false
  const [work] = waiting
  if (work === undefined) return
  waiting.delete(work)
  work()
  const [next] = waiting
  if (next !== undefined) takeTurn(next)
}

/** For as long as the page is there. */
function listen(): void {
  if (isListening) return
  isListening = true
  const note = (): void => void comeFirst(() => undefined)
  addEventListener('keydown', note, { capture: true, passive: true })
}
