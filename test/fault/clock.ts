// A node whose clock is ahead, so that work on old rows of a log is done in a test.

const DAY_MS = 24 * 60 * 60 * 1000

/** The environment of a node that believes it is so many days later. */
export function clockAhead(days: number): Readonly<Record<string, string>> {
  const script = `const now = Date.now; Date.now = () => now() + ${days * DAY_MS}`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` }
}
