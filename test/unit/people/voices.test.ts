// Typed words are said in the chosen voice, or in the voice that is written before them.
import { expect, test } from 'vitest'
import { actionFor, readTyped, SAY, SHOUT } from '../../../client/world/play/voices.ts'
import { id } from '../world/made.ts'

const HERE = [
  { id: id('bob'), name: 'Bob' },
  { id: id('bobby'), name: 'Bob Brown' },
  { id: id('rene'), name: 'René Łuk' },
]
const read = (typed: string, chosen = SAY) => readTyped(typed, chosen, HERE)

test('words are said as they were chosen to be', () => {
  expect(read(' hello ')).toEqual({ voice: SAY, words: 'hello' })
  expect(read('hello', SHOUT)).toEqual({ voice: SHOUT, words: 'hello' })
})

test('a command before the words chooses their voice once', () => {
  expect(read('/shout over here')).toEqual({ voice: SHOUT, words: 'over here' })
  expect(read('/say quietly', SHOUT)).toEqual({ voice: SAY, words: 'quietly' })
})

test('a whisper goes to the one who is named, by the longest name that fits', () => {
  const to = (typed: string) => read(typed)
  expect(to('/whisper bob come here')).toEqual({
    voice: { kind: 'whisper', to: 'bob', name: 'Bob' },
    words: 'come here',
  })
  expect(to('/w Bob Brown come here')).toEqual({
    voice: { kind: 'whisper', to: 'bobby', name: 'Bob Brown' },
    words: 'come here',
  })
  expect(to('/w rene luk écoute')).toEqual({
    voice: { kind: 'whisper', to: 'rene', name: 'René Łuk' },
    words: 'écoute',
  })
  expect(to('/whisper bobolink hello')).toHaveProperty('why')
  expect(to('/whisper nobody hello')).toHaveProperty('why')
})

test('what begins with a stroke and is no command is said as it is', () => {
  expect(read('/home/ada is a path')).toEqual({ voice: SAY, words: '/home/ada is a path' })
})

test('who has no avatar says it on a floor', () => {
  expect(actionFor(SAY, 'hello', id('root'))).toEqual({ verb: 'say', words: 'hello', on: 'root' })
  expect(actionFor(SAY, 'hello', null)).toEqual({ verb: 'say', words: 'hello' })
})
