// Spoken announcements come one by one, so that they can be heard, however many people walk and talk.
import { expect, test } from 'vitest'
import { createAnnouncementQueue } from '../../../client/people/aloud/aloud-queue.ts'

/** A clock that a test moves on. */
function start() {
  let time = 0
  let due: { at: number; act: () => void }[] = []
  const aloud = createAnnouncementQueue({
    after(ms, act) {
      const one = { at: time + ms, act }
      due.push(one)
      return () => (due = due.filter((other) => other !== one))
    },
  })
  const said: string[] = []
  aloud.subscribe(() => said.push(aloud.now().trim()))
  function pass(ms: number): void {
    const until = time + ms
    for (;;) {
      const next = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      due = due.filter((one) => one !== next)
      time = next.at
      next.act()
    }
    time = until
  }
  return { aloud, said, pass }
}

test('what happens at once is said at once, together', () => {
  const { aloud, said, pass } = start()
  aloud.tell(['You are in chest.'])
  aloud.hear('Bob', 'Bob says: hello')
  pass(0)
  expect(said).toEqual(['You are in chest. Bob says: hello'])
})

test('what comes soon after waits for its turn, and nothing is lost of a talk', () => {
  const { aloud, said, pass } = start()
  for (const words of ['one', 'two', 'three', 'four']) aloud.hear('Bob', `Bob says: ${words}`)
  pass(0)
  expect(said).toEqual(['Bob says: one Bob says: two Bob says: three'])
  pass(1499)
  expect(said).toHaveLength(1)
  pass(1)
  expect(said[1]).toBe('Bob says: four')
})

test('the same sentence said again is another text, so that it is read again', () => {
  const { aloud, pass } = start()
  aloud.tell(['Bob is near.'])
  pass(0)
  const first = aloud.now()
  pass(5000)
  aloud.tell(['Bob is near.'])
  pass(0)
  expect(aloud.now()).not.toBe(first)
  expect(aloud.now().trim()).toBe(first.trim())
})

test('a hundred people who walk and talk are said in less than one short saying a second', () => {
  const { aloud, said, pass } = start()
  for (let second = 0; second < 60; second += 1) {
    for (let one = 0; one < 100; one += 1) {
      if ((one + second) % 5 === 0) aloud.hear(`P${one}`, `P${one} says: hello there, how do you do`)
      aloud.tell([`P${one} is near.`])
    }
    pass(1000)
  }
  expect(said.length).toBeLessThanOrEqual(41)
  expect(said.some((text) => text.includes('people are talking.'))).toBe(true)
  for (const text of said) expect(text.length).toBeLessThan(200)
})
