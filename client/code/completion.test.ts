import { expect, test } from 'vitest'
import { EVENT_NAMES } from '../../shared/behavior/events.ts'
import { wordsFor } from './completion.ts'
import { nameAt } from './help.ts'
import { wordFor } from './words.ts'

const names = (before: string): readonly string[] => wordsFor(before)?.words.map(({ name }) => name) ?? []

test('what one begins to type is completed by what a behavior can use', () => {
  expect(names('  mov')).toEqual(expect.arrayContaining(['moveTo', 'moveBy', 'self', 'memory']))
  expect(wordsFor('  mov')?.from).toBe(2)
})

test('in the text of an event there are events, in that of a role roles', () => {
  expect(names("on('")).toEqual(EVENT_NAMES)
  expect(names('before("pu')).toEqual(EVENT_NAMES)
  expect(names("on('push', { role: 'o")).toEqual(['subject', 'object', 'host', 'observer'])
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
})

test('what one points at is explained: a word, or a member after a dot', () => {
  expect(nameAt('  self.name = x', 8)).toEqual({ name: 'name', from: 7, to: 11, isMember: true })
  expect(nameAt('  self', 3)?.isMember).toBe(false)
  expect(nameAt('  self', 0)).toBeNull()
  expect(wordFor('moveTo', false)?.words).toMatch(/^Walks to a spot/)
  expect(wordFor('moveTo', false)?.signatures.length).toBe(2)
  expect(wordFor('walking', true)?.words).toMatch(/walking/)
  expect(wordFor('fetch', false)).toBeNull()
})
