// Turns at drawing, for a browser without a graphics processor: one piece of work in a frame, and no more
// frames than leave time for others. What somebody waits for comes first, in a frame of its own: their key, and
// the letters of others.

/** Between two turns, in ms: the events that led to one have been drawn by then. */
const TURN_MS = 25

/** A frame that was asked for does not come where the page is hidden meanwhile: nobody waits longer, in ms. */
const BEHIND_MAX_MS = 100

const waiting = new Set<() => void>()
let isOn = false
/** A turn leaves one frame to what comes first, and no second one. */
let hasWaited = false

/** Works that come first, and have no frame yet. */
let coming = 0
/** The frame of the last of them, by its time. */
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
 * Does a piece of work in the next frame, from which turns keep away; soon, where nobody sees the page and there
 * are no frames. Returns how to call it off.
 */
export function comeFirst(work: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(work)
    return () => clearTimeout(timer)
  }
  let isDue = true
  coming += 1
  const end = (): void => {
    if (isDue) coming -= 1
    isDue = false
    if (coming === 0) goOn()
  }
  const frame = requestAnimationFrame((at) => {
    end()
    cameAt = at
    work()
  })
  return () => {
    end()
    cancelAnimationFrame(frame)
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
  if (isTaken && !hasWaited) {
    hasWaited = true
    requestAnimationFrame(turn)
    return
  }
  hasWaited = false
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
