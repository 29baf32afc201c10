// How long to wait before another try: twice as long after each that failed, up to a longest wait.

/** In ms. */
export interface DoublingWait {
  readonly firstMs: number
  readonly longestMs: number
}

/** How long to wait after so many tries that failed before this one, in ms. */
export function waitMsAfter(failures: number, { firstMs, longestMs }: DoublingWait): number {
  return Math.min(longestMs, firstMs * 2 ** failures)
}

/**
 * The same, half of it by chance: clients that lost a server at one moment do not all come back at one
 * moment.
 */
export function randomWaitMsAfter(
  failures: number,
  wait: DoublingWait,
  random: (bytes: number) => Uint8Array,
): number {
  const [chance = 0] = random(1)
  return waitMsAfter(failures, wait) * (0.5 + chance / 510)
}
