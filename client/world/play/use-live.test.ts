import { expect, test } from 'vitest'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { HELD_WORDS } from '../../../shared/behavior/held-code.ts'
import type { Fault } from '../../../shared/world/live/live-state-values.ts'
import { lineOfFault } from '../../words/fault-words.ts'
import { isInTrouble, programStateFrom } from '../../words/program-words.ts'

const fault: Fault = { message: 'no', line: 3, count: 1, at: 0, code: 1, kind: 'error' }
const page = 'words\n```js\none\ntwo\n```\n'

test('a fault points at its line after people wrote above it', () => {
  expect(lineOfFault(fault, programOf(page))).toBe(4)
  expect(lineOfFault(fault, programOf(`more\nwords\n${page}`))).toBe(6)
})

test('a fault whose code is not there any more points where it was', () => {
  expect(lineOfFault({ ...fault, code: 9 }, programOf(page))).toBe(3)
  expect(lineOfFault(fault, null)).toBe(3)
  expect(lineOfFault({ ...fault, code: null, line: null }, programOf(page))).toBeNull()
})

test('of all that can be said of a thing, what matters most is said', () => {
  const well = { hasCode: true, isPaused: false, faults: [], asleep: null, isHostAsleep: false }
  const asleep = { why: 'tired', at: 0 }
  expect(programStateFrom(well)).toBe('alive')
  expect(programStateFrom({ ...well, isPaused: true })).toBe('paused')
  expect(programStateFrom({ ...well, isPaused: true, faults: [fault] })).toBe('faulty')
  expect(programStateFrom({ ...well, faults: [fault], asleep })).toBe('asleep')
  expect(programStateFrom({ ...well, isHostAsleep: true })).toBe('asleep')
  expect(programStateFrom({ ...well, hasCode: false, isHostAsleep: true })).toBe('none')
  expect(programStateFrom({ ...well, hasCode: false, faults: [fault] })).toBe('none')
})

test('code that came with files and waits to be let run is in no trouble; code that was put to sleep is', () => {
  expect(isInTrouble({ faults: [], asleep: null })).toBe(false)
  expect(isInTrouble({ faults: [], asleep: { why: HELD_WORDS, at: 0 } })).toBe(false)
  expect(isInTrouble({ faults: [], asleep: { why: 'It kept failing.', at: 0 } })).toBe(true)
  expect(isInTrouble({ faults: [fault], asleep: null })).toBe(true)
})
