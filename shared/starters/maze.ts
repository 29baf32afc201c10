// A maker of mazes: hedges on its own floor, another maze each time.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Maze

Use it, and a new maze grows on this floor. The way in is at the top, and the way out is at the bottom.
`

const CODE = String.raw`
// How many ways there are across, and down.
const settings = props({ columns: 8, rows: 8 })

const FLOOR_WIDTH = 940
const HEDGE = 'Hedge'
let isGrowing = false

on('use', grow)

async function grow() {
  if (isGrowing) return
  isGrowing = true
  try {
    await clear()
    const size = Math.floor(FLOOR_WIDTH / (2 * settings.columns + 1))
    // Row by row: one can watch it grow, and no step is too large.
    for (const [y, row] of dig(settings.columns, settings.rows).entries()) {
      await Promise.all(row.map((isHedge, x) => isHedge && plant(x * size, y * size, size)))
    }
    say('There is a new maze in here.')
  } finally {
    isGrowing = false
  }
}

async function clear() {
  const hedges = inside().filter((thing) => thing.name === HEDGE)
  for (let i = 0; i < hedges.length; i += 50) {
    await Promise.all(hedges.slice(i, i + 50).map((hedge) => destroy(hedge)))
  }
}

function plant(x, y, size) {
  return create({ name: HEDGE, sprite: 'plant', x, y, on: self, width: size, height: size, pushable: false })
}

// Answers rows of yes and no: yes is a hedge. Begins with hedges alone, walks at random to where nobody has
// been yet, and goes back where there is no such place; so there is one way, and one only, between any two
// spots.
function dig(columns, rows) {
  const field = Array.from({ length: 2 * rows + 1 }, () => Array.from({ length: 2 * columns + 1 }, () => true))
  const way = [{ x: 1, y: 1 }]
  field[1][1] = false
  while (way.length > 0) {
    const { x, y } = way[way.length - 1]
    const open = [[2, 0], [-2, 0], [0, 2], [0, -2]].filter(([dx, dy]) => field[y + dy]?.[x + dx])
    if (open.length === 0) {
      way.pop()
      continue
    }
    const [dx, dy] = open[Math.floor(Math.random() * open.length)]
    field[y + dy / 2][x + dx / 2] = false
    field[y + dy][x + dx] = false
    way.push({ x: x + dx, y: y + dy })
  }
  field[0][1] = false
  field[2 * rows][2 * columns - 1] = false
  return field
}
`

export const maze: Starter = {
  name: 'Maze',
  sprite: 'tree',
  width: 96,
  height: 112,
  stays: true,
  words: 'Grows a new maze on its floor each time.',
  text: starterPage(WORDS, CODE),
}
