// A chest with a lid: it says what is in it, and lets nobody in while it is shut.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Chest

Use it to lift the lid, and to let it fall shut. Whatever is on this floor is in the chest, and goes where the chest goes.

#lid shut
`

const CODE = String.raw`
on('use', moveTheLid)
// Asked before it happens: who answers a text refuses, and says why.
before('enter', refuseWhileShut)
before('pickUp', { role: 'host' }, refuseWhileShut)

function moveTheLid() {
  memory.isOpen = !memory.isOpen
  text().show('lid', memory.isOpen ? 'open' : 'shut')
  say(memory.isOpen ? contents() : 'The lid falls shut.')
}

function refuseWhileShut() {
  if (!memory.isOpen) return 'The lid is shut.'
}

function contents() {
  const names = inside().map((thing) => thing.name)
  return names.length === 0 ? 'There is nothing in it.' : 'In it: ' + names.join(', ') + '.'
}
`

export const chest: Starter = {
  name: 'Chest',
  sprite: 'chest',
  width: 72,
  height: 56,
  stays: true,
  words: 'Has a lid, and says what is in it.',
  text: starterPage(WORDS, CODE),
}
