// Two portals: a thing that walks into one stands before the other.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Portal

Walk into it, and you come out at the other portal. The two can be on any floors of this world.

> [!maker]
> Let it lead to another world: write its address in the settings, like *ada/garden*, and enter it.
`

const CODE = String.raw`
// The name of the portal at the other end, or the address of a world.
const settings = props({ to: 'Portal', world: '' })

lead()
on('properties', lead)

on('collide', carry)
on('use', carry)

async function lead() {
  const led = await set(self, { portal: settings.world === '' ? null : settings.world })
  if (!led.ok) log(led.why)
}

function carry(happening) {
  const traveller = happening.subject
  const exit = closest({ name: settings.to })
  if (settings.world !== '') say('This leads to ' + settings.world + '.')
  else if (exit === null || exit.host === null) say('This leads nowhere yet.')
  else if (traveller === null) say('Walk into it, and you come out at the other ' + exit.name + '.')
  else teleport(traveller, exit.x, exit.y + exit.height + 12, exit.host)
}
`

const half: Starter = {
  name: 'Portal',
  sprite: 'door',
  width: 64,
  height: 88,
  stays: true,
  words: 'Takes you to its other end, or to another world.',
  text: starterPage(WORDS, CODE),
}

export const portal: Starter = { ...half, with: [half] }
