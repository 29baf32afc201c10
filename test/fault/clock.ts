// Nodes whose clock is wrong: ahead, so that work on old rows of a log is done in a test, or set anew while
// they run.

const DAY_MS = 24 * 60 * 60 * 1000

/** The environment of a node that believes it is so many days later. */
export const clockAhead = (days: number): Readonly<Record<string, string>> => wrongClock(days * DAY_MS)

/** The environment of a process whose clock is wrong by so much, from so long after its start on. */
export function wrongClock(byMs: number, afterMs = 0): Readonly<Record<string, string>> {
  const wrong = `now() + (performance.now() >= ${afterMs} ? ${byMs} : 0)`
  const script = `const now = Date.now; Date.now = () => ${wrong}`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` }
}
