// The quiz that comes with the node, in a play of its own: points outlast a restart.
import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import type { PersonalChange } from '../../../shared/behavior/personal.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { beginAt, GARDEN, Player } from '../play/people.ts'
import { World } from '../play/world.ts'
import { id } from '../world/made.ts'

const FOLDER = new URL('../../../server/templates/worlds/quiz/', import.meta.url)
const pageOf = (file: string): string =>
  readFileSync(new URL(file, FOLDER), 'utf8').replace(/^---\n[^]*?\n---\n/, '')

const world = new World()
let told: { readonly to: ArtifactId; readonly change: PersonalChange }[] = []
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
})

const begin = (): Promise<void> =>
  beginAt(world, GARDEN, { onPersonal: (to, change) => void told.push({ to, change }) })
const pointsShown = (): unknown =>
  told.flatMap(({ change }) => change.values).findLast(({ name }) => name === '#your-points')?.value

test('[TP3] whoever has points in the quiz is shown them after a restart, and an open question is asked again', async () => {
  world.put('owl', { x: 60, y: 60, text: pageOf('the-owl.md') })
  world.put('Questions', { x: 300, y: 600, text: pageOf('questions.md') })
  world.done(setText(world.edit, id('root'), pageOf('index.md')))
  await begin()
  const ann = new Player(world, 'Ann')
  await ann.ask({ verb: 'visit' })
  await ann.walkTo(20, 100)
  const use = { verb: 'use', thing: id('owl') } as const
  const asked = () => told.flatMap(({ change }) => change.questions).at(-1)
  const reply = async (answer: string): Promise<void> => {
    const question = asked()?.id
    if (question === undefined) throw new Error('nothing was asked')
    expect(await ann.ask({ verb: 'reply', question, answer })).toEqual({ ok: true, why: null })
    await world.pass(200)
  }
  expect(await ann.ask(use)).toEqual({ ok: true, why: null })
  await world.pass(100)
  await reply('Mercury')
  expect([pointsShown(), world.anchor('root', 'first')]).toEqual(['1', 'Ann, 1'])

  expect(await ann.ask(use)).toEqual({ ok: true, why: null })
  await world.pass(100)
  expect(asked()?.words).toContain('spider')
  await world.stop()
  told = []
  await begin()
  await world.pass(200)
  expect([pointsShown(), world.anchor('root', 'first')]).toEqual(['1', 'Ann, 1'])
  expect(await ann.ask(use)).toEqual({ ok: true, why: null })
  await world.pass(100)
  expect(asked()?.words).toContain('spider')
  await reply('Eight')
  expect([pointsShown(), world.anchor('root', 'first')]).toEqual(['2', 'Ann, 2'])
})
