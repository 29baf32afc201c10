// The author and the note of a row, as text and back; revisions.
import { expect, test } from 'vitest'
import { parseRevision } from '../../../shared/history/revision.ts'
import { BEHAVIOR, OWNER, parseArtifactId, parseMemberId } from '../../../shared/world/address.ts'
import {
  agentAuthor,
  authorOf,
  encodeRowNote,
  parseAgentSessionId,
  parseAuthorId,
  parseRowNote,
  programAuthor,
} from '../../../shared/world/author.ts'

const ada = parseMemberId('ada')!
const lamp = parseArtifactId('lamp')!

test('an author is a member, the program of one artifact, or an agent’s session of a person', () => {
  const agent = agentAuthor(ada, parseAgentSessionId('s-1')!)
  expect([ada, programAuthor(lamp), agent].map((id) => parseAuthorId(id))).toEqual([
    'ada',
    'program:lamp',
    'agent:ada:s-1',
  ])
  expect([ada, programAuthor(lamp), agent].map(authorOf)).toEqual([
    { kind: 'person', member: 'ada' },
    { kind: 'program', artifact: 'lamp' },
    { kind: 'agent', member: 'ada', session: 's-1' },
  ])
  expect([BEHAVIOR, OWNER].map((id) => authorOf(id).kind)).toEqual(['program', 'owner'])
  expect(authorOf(BEHAVIOR)).toEqual({ kind: 'program', artifact: null })
  for (const text of [
    '',
    'a b',
    'program:',
    'program:a:b',
    'agent:ada',
    'agent:ada:',
    'agent:a:b:c',
    'x:y',
    1,
  ])
    expect(parseAuthorId(text)).toBe(null)
})

test('a note is kind and id', () => {
  const note = { kind: 'merge', id: 'm1' } as const
  expect(parseRowNote(encodeRowNote(note))).toEqual(note)
  for (const text of ['merge', 'merge:', 'merged:a', ':a', 'merge:a:b', 'merge:a b', null])
    expect(parseRowNote(text)).toBe(null)
})

test('a revision is a whole number from 0', () => {
  expect([0, 7, '12'].map(parseRevision)).toEqual([0, 7, 12])
  for (const value of [-1, 1.5, '', '1e3', ' 1', '-1', Number.NaN, null, 2 ** 60, '9'.repeat(16)])
    expect(parseRevision(value)).toBe(null)
})
