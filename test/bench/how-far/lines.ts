// Costs that have a part for each time and a part for each of so many: the line through what was measured.

interface FittedLine {
  readonly at0: number
  readonly slope: number
}

/** By least squares; nothing costs less than nothing. */
export function lineThrough(x: readonly number[], y: readonly number[]): FittedLine {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanX, meanY] = [mean(x), mean(y)]
  const over = x.map((each) => each - meanX)
  const slope =
    over.reduce((sum, each, n) => sum + each * ((y[n] ?? 0) - meanY), 0) /
    over.reduce((sum, each) => sum + each * each, 0)
  return { at0: Math.max(0, meanY - slope * meanX), slope }
}
