// A die to roll.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Dice

Use it to roll it.

> [!maker]
> For other games, give it more sides in the settings.

#rolled 1
`

const CODE = String.raw`
const settings = props({ sides: 6 })

on('use', roll)

function roll(happening) {
  const rolled = 1 + Math.floor(Math.random() * settings.sides)
  text().show('rolled', rolled)
  say((happening.person ?? 'Somebody') + ' rolls ' + rolled + '.')
}
`

export const dice: Starter = {
  name: 'Dice',
  sprite: 'box',
  width: 48,
  height: 48,
  words: 'Rolls a number.',
  takeable: true,
  text: starterPage(WORDS, CODE),
}
