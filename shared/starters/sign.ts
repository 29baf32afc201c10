// A sign that counts its visitors in a line of its page.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Sign

Welcome! This is how often someone has come by:

#visits 0

> [!maker]
> Write another number there, and it continues from that.
`

const CODE = String.raw`
// Somebody reads the sign.
on('use', count)
// Somebody comes onto the floor that it stands on.
on('enter', { role: 'observer' }, count)

function count() {
  const page = text()
  const visits = Number(page.read('visits'))
  // Shown in place of what is written there. The page itself stays as it is.
  page.show('visits', visits + 1)
}
`

export const sign: Starter = {
  name: 'Sign',
  sprite: 'sign',
  width: 64,
  height: 64,
  stays: true,
  words: 'Counts visitors, in a line of its page.',
  text: starterPage(WORDS, CODE),
}
