// Turns at drawing, for a browser without a graphics processor: one piece of work in a frame, and no more
// frames than leave time for others.

/** Between two turns, in ms: the events that led to one have been drawn by then. */
const TURN_MS = 25

const waiting = new Set<() => void>()
let isOn = false

/** Does a piece of work in a frame of its own, once, however often it is asked for until then. */
export function takeTurn(work: () => void): void {
  waiting.add(work)
  if (isOn) return
  isOn = true
  setTimeout(() => requestAnimationFrame(turn), TURN_MS)
}

function turn(): void {
  isOn = false
  const [work] = waiting
  if (work === undefined) return
  waiting.delete(work)
  work()
  const [next] = waiting
  if (next !== undefined) takeTurn(next)
}
