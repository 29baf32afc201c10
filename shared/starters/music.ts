// A musical box that plays the song on its page, line by line.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Musical box

Use it, and it plays the song below. Use it again, and it stops.

> Row, row, row your boat,
> gently down the stream.
> Merrily, merrily, merrily, merrily,
> life is but a dream.
`

const CODE = String.raw`
// Seconds from line to line.
const settings = props({ beat: 2 })

let isPlaying = false
let line = 0
let stop = () => {}

on('use', wind)

function wind() {
  if (isPlaying) return rest()
  isPlaying = true
  line = 0
  play()
}

function play() {
  const song = text().lines.filter((line) => line.startsWith('> '))
  if (line >= song.length) return rest()
  say('♪ ' + song[line].slice(2))
  line = line + 1
  // A function without a name is forgotten by a restart: the box is silent then, and can be wound up again.
  stop = after(settings.beat, () => play())
}

function rest() {
  isPlaying = false
  stop()
}
`

export const music: Starter = {
  name: 'Musical box',
  sprite: 'box',
  width: 56,
  height: 48,
  stays: true,
  words: 'Plays the song on its page.',
  text: starterPage(WORDS, CODE),
}
