// A cat that roams around the spot where it was put down.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Cat

It goes where it likes, but never far from home. Home is where you put it down. It likes to be stroked: try using it.
`

const CODE = String.raw`
// How long it rests between walks, in seconds, and how far it goes from home, in pixels.
const settings = props({ rest: 4, range: 200 })

const FLOOR_WIDTH = 940

if (memory.homeX === undefined) settleDown()

every(1, think)
on('place', settleDown)
on('use', purr)

// Home is here now.
function settleDown() {
  memory.homeX = self.x
  memory.homeY = self.y
}

async function think() {
  const isTired = Math.random() * settings.rest > 1
  if (self.walking || isTired) return
  const x = within(0, Number(memory.homeX) + stroll(), FLOOR_WIDTH - self.width)
  const y = Math.max(0, Number(memory.homeY) + stroll())
  const walk = await moveTo(x, y)
  // Something was in the way: it sits down.
  if (!walk.ok) turn('down')
}

// As far as the range, this way or that.
function stroll() {
  return Math.round((2 * Math.random() - 1) * settings.range)
}

function within(least, value, most) {
  return Math.min(most, Math.max(least, value))
}

function purr() {
  halt()
  say('Purrr.')
}
`

export const cat: Starter = {
  name: 'Cat',
  sprite: 'cat',
  width: 56,
  height: 48,
  words: 'Roams around, and purrs.',
  text: starterPage(WORDS, CODE),
}
