// A lamp, and a switch for it that can stand anywhere in the world.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Lamp

Use it, or use its switch, wherever that is. When you say *light* near the lamp, it hears you.

#light off
`

const CODE = String.raw`
// The colour of its floor while it is lit.
const settings = props({ glow: '#ffe9a8' })

on('use', flip)
on('hear', listen)

function listen(happening) {
  if (happening.words === 'light') flip()
}

function flip() {
  memory.isOn = !memory.isOn
  set(self, { paper: memory.isOn ? settings.glow : null })
  text().show('light', memory.isOn ? 'on' : 'off')
}
`

const SWITCH_WORDS = `
# Switch

It belongs to the lamp, and works from any floor of this world.
`

const SWITCH_CODE = String.raw`
// The name of the lamp that it switches.
const settings = props({ lamp: 'Lamp' })

on('use', press)

function press() {
  const lamp = closest({ name: settings.lamp })
  if (lamp === null) say('There is no ' + settings.lamp + ' in this world.')
  // The lamp alone hears it, also far away.
  else whisper(lamp, 'light')
}
`

const SWITCH: Starter = {
  name: 'Switch',
  sprite: 'box',
  width: 40,
  height: 40,
  words: 'Switches the lamp.',
  text: starterPage(SWITCH_WORDS, SWITCH_CODE),
}

export const lamp: Starter = {
  name: 'Lamp',
  sprite: 'lamp',
  width: 48,
  height: 80,
  words: 'Lights up, with a switch anywhere you like.',
  takeable: true,
  text: starterPage(WORDS, CODE),
  with: [SWITCH],
}
