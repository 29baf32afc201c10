// A door that only its key opens, and the key.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Door

It is locked. Put the key beside it, or hold the key in your hand, and use the door. Use it again to shut it.

> [!maker]
> For another key, write its name in the settings.
`

const CODE = String.raw`
// Which key opens it, and how near the key has to be, in pixels.
const settings = props({ key: 'Key', reach: 120 })

// A new door is shut.
if (memory.isOpen === undefined) shut()

on('use', turnTheHandle)

function turnTheHandle(happening) {
  if (memory.isOpen) {
    shut()
    say('The door is shut.')
  } else if (hasKey(happening.subject)) {
    open()
    say('Click. The door is open.')
  } else {
    say('It is locked. Where is the ' + settings.key + '?')
  }
}

// The key lies beside the door, or is in the hand of who uses it.
function hasKey(user) {
  const inHand = user === null ? [] : inside(user)
  const beside = find({ within: settings.reach })
  return [...inHand, ...beside].some((thing) => thing.name === settings.key)
}

function open() {
  memory.isOpen = true
  set(self, { locked: false, passable: true })
}

function shut() {
  memory.isOpen = false
  set(self, { locked: true, passable: false })
}
`

const KEY: Starter = {
  name: 'Key',
  sprite: 'key',
  width: 48,
  height: 40,
  words: 'Opens the door.',
  text: '# Key\n\nIt opens a door. Put it beside the door, then use the door.\n',
}

export const door: Starter = {
  name: 'Door',
  sprite: 'door',
  width: 72,
  height: 96,
  stays: true,
  words: 'Opens only with its key.',
  text: starterPage(WORDS, CODE),
  with: [KEY],
}
