// How slow this machine is: figures were taken on one where a node starts with 0.3 s of work, and others are
// slower, some of them now and then.

/**
 * The piece of work on that machine, in ms: from both on one that is slower, where a node's start took 0.86 s
 * of work and the piece 42 ms.
 */
const PIECE_MS = 15
const PIECES = 9

/** How many times as long work takes here; 1 where it takes less. It takes a moment itself. */
export function slowness(): number {
  const times = Array.from({ length: PIECES }, pieceMs).toSorted((one, other) => one - other)
  return Math.max(1, (times[PIECES >> 1] ?? PIECE_MS) / PIECE_MS)
}

/** Text, maps and sorting. */
function pieceMs(): number {
  const since = performance.now()
  const words = new Map<string, number>()
  for (let n = 0; n < 20_000; n += 1) words.set(`word ${(n * 7_919) % 20_011}`, n)
  JSON.parse(JSON.stringify([...words].toSorted(([one], [other]) => (one < other ? -1 : 1))))
  return performance.now() - since
}
