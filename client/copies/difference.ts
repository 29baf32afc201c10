// The difference of two texts, line by line, for people.

export interface DifferencePart {
  readonly kind: 'same' | 'gone' | 'new'
  readonly lines: readonly string[]
}

/** Most pairs of lines that are compared; past it, all that differs counts as replaced. */
const PAIRS_MAX = 4_000_000

/** The parts that lead from one text to the other, in order; neighbours are of different kinds. */
export function difference(before: string, after: string): readonly DifferencePart[] {
  const a = before.split('\n')
  const b = after.split('\n')
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const parts: DifferencePart[] = []
  add(parts, 'same', a.slice(0, start))
  addMiddle(parts, a.slice(start, a.length - end), b.slice(start, b.length - end))
  add(parts, 'same', a.slice(a.length - end))
  return parts
}

function add(parts: DifferencePart[], kind: DifferencePart['kind'], lines: readonly string[]): void {
  if (lines.length === 0) return
  const last = parts.at(-1)
  if (last?.kind === kind) parts[parts.length - 1] = { kind, lines: [...last.lines, ...lines] }
  else parts.push({ kind, lines })
}

/** Walks the table of longest common subsequences: common lines stay, the rest is gone or new. */
function addMiddle(parts: DifferencePart[], a: readonly string[], b: readonly string[]): void {
  if (a.length * b.length > PAIRS_MAX) {
    add(parts, 'gone', a)
    add(parts, 'new', b)
    return
  }
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  const cell = (row: number, column: number): number => table[row * width + column] ?? 0
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      table[row * width + column] =
        a[row] === b[column]
          ? cell(row + 1, column + 1) + 1
          : Math.max(cell(row + 1, column), cell(row, column + 1))
    }
  }
  let row = 0
  let column = 0
  while (row < a.length && column < b.length) {
    if (a[row] === b[column]) {
      add(parts, 'same', a.slice(row, row + 1))
      row += 1
      column += 1
    } else if (cell(row + 1, column) >= cell(row, column + 1)) {
      add(parts, 'gone', a.slice(row, row + 1))
      row += 1
    } else {
      add(parts, 'new', b.slice(column, column + 1))
      column += 1
    }
  }
  add(parts, 'gone', a.slice(row))
  add(parts, 'new', b.slice(column))
}
