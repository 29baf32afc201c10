import { expect, test } from 'vitest'
import { EVENT_NAMES, REFUSABLE, rolesOf } from '../../../shared/behavior/program-events.ts'
import { SPRITES } from '../../../shared/world/sprites.ts'
import { wordsFor } from './code-completion.ts'
import { nameAt } from './code-help.ts'
import { wordFor } from '../../words/code-words.ts'

const names = (before: string): readonly string[] => wordsFor(before)?.words.map(({ name }) => name) ?? []

test('what one begins to type is completed by what a behavior can use', () => {
  expect(names('  mov')).toEqual(expect.arrayContaining(['moveTo', 'moveBy', 'self', 'memory']))
  expect(wordsFor('  mov')?.from).toBe(2)
})

test('in the text of an event there are events, in that of a role the roles that it has', () => {
  expect(names("on('")).toEqual(EVENT_NAMES)
  expect(names('before("pu')).toEqual(REFUSABLE)
  expect(names("on('push', { role: 'o")).toEqual(rolesOf('push'))
  expect(names("on(\n  'move',\n  { role: '")).toEqual(rolesOf('move'))
  expect(wordsFor("on('mo")?.words.find(({ name }) => name === 'move')?.words).toMatch(
    /^Something is in a new place/,
  )
})

test('[E12] inside calls there are properties, drawings and directions', () => {
  expect(names('set(self, { wi')).toEqual(expect.arrayContaining(['width', 'sprite', 'passable']))
  expect(names('set(self, { wi')).not.toContain('text')
  expect(wordsFor('set(self, { wi')?.areKeys).toBe(true)
  expect(names("create({\n  name: 'Key, (old)',\n  te")).toContain('text')
  expect(names('find({ wit')).toEqual(['id', 'name', 'on', 'within'])
  expect(names("on('use', { r")).toEqual(['role', 'of'])
  expect(names("set(self, { sprite: 'la")).toEqual(expect.arrayContaining([...SPRITES]))
  expect(names("create({ facing: '")).toEqual(['up', 'down', 'left', 'right'])
  expect(names("turn('")).toEqual(['up', 'down', 'left', 'right'])
})

test('values, bodies and what was closed are no keys; what a handler takes out of what it is given is', () => {
  expect(names('set(self, { width: se')).toContain('self')
  expect(names("on('use', () => { sa")).toContain('say')
  expect(names("on('use', function () { sa")).toContain('say')
  expect(names('set(self, { width: 3 }); sa')).toContain('say')
  expect(names("on('use', async ({ subject, pe")).toEqual(expect.arrayContaining(['person', 'words']))
  expect(names('every(1, ({ mi')).toEqual(['missed'])
})

test('after a dot there are the members of what stands before it', () => {
  expect(names('self.')).toEqual(expect.arrayContaining(['name', 'x', 'walking']))
  expect(names('self.')).not.toContain('show')
  expect(names('text().')).toEqual(expect.arrayContaining(['show', 'lines']))
  expect(names('text(self).wri')).not.toContain('walking')
  expect(names('happening.')).toEqual(expect.arrayContaining(['subject', 'words', 'x']))
  expect(names('memory.')).toEqual([])
})

test('nothing is completed in texts and notes', () => {
  expect(wordsFor("say('hello on")).toBeNull()
  expect(wordsFor('// on')).toBeNull()
  expect(wordsFor("say('it is') + fi")).not.toBeNull()
  expect(wordsFor('/* so\n fi')).toBeNull()
  expect(wordsFor("// isn't\nfi")).not.toBeNull()
  expect(wordsFor("say('it\\'s")).toBeNull()
})

test('what one points at is explained: a word, or a member after a dot', () => {
  expect(nameAt('  self.name = x', 8)).toEqual({ name: 'name', from: 7, to: 11, isMember: true })
  expect(nameAt('  self', 3)?.isMember).toBe(false)
  expect(nameAt('  self', 0)).toBeNull()
  expect(wordFor('moveTo', false)?.words).toMatch(/^Walks to a spot/)
  expect(wordFor('moveTo', false)?.signatures.length).toBe(2)
  expect(wordFor('walking', true)?.words).toMatch(/walking/)
  expect(wordFor('require', false)).toBeNull()
})
