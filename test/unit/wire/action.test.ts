import { describe, expect, it } from 'vitest'
import type { Action } from '../../../shared/play/action.ts'
import {
  actionFrame,
  eventFrame,
  outcomeFrame,
  parseEvent,
  parseOutcome,
  parseRequest,
} from '../../../shared/wire/action.ts'
import { parseClientFrame, parseServerFrame } from '../../../shared/wire/frame.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'

const lamp = parseArtifactId('lamp')!
const ACTIONS: readonly Action[] = [
  { verb: 'use', thing: lamp },
  { verb: 'say', words: 'hello', on: lamp },
  { verb: 'play' },
  { verb: 'pause' },
  { verb: 'step' },
  { verb: 'reset' },
  { verb: 'wake', thing: lamp },
  { verb: 'watch', thing: lamp },
  { verb: 'unwatch', thing: lamp },
]

describe('frames 103 to 105', () => {
  it.each(ACTIONS)('an action comes out as it went in: $verb', (action) => {
    const frame = parseClientFrame(actionFrame(7, { session: 'abc', action }))
    expect(frame).toMatchObject({ type: 'action', sequence: 7 })
    expect(frame?.type === 'action' && parseRequest(frame.bytes)).toEqual({ session: 'abc', action })
  })

  it('an outcome and an event come out as they went in', () => {
    const outcome = parseServerFrame(outcomeFrame(3, { ok: false, why: 'It is locked.' }))
    expect(outcome).toMatchObject({ type: 'outcome', sequence: 3 })
    expect(outcome?.type === 'outcome' && parseOutcome(outcome.json)).toEqual({
      ok: false,
      why: 'It is locked.',
    })
    const told = { type: 'log', thing: lamp, lines: [{ at: 5, text: 'on' }] } as const
    const event = parseServerFrame(eventFrame(told))
    expect(event?.type === 'event' && parseEvent(event.json)).toEqual(told)
  })

  it.each([
    'null',
    '{}',
    'x',
    '{"verb":"use","thing":"lamp"}',
    '{"session":"","verb":"play"}',
    '{"session":"a b","verb":"play"}',
    `{"session":"${'s'.repeat(65)}","verb":"play"}`,
    '{"session":"s","verb":"fly"}',
    '{"session":"s","verb":"use"}',
    '{"session":"s","verb":"use","thing":"limbo"}',
    '{"session":"s","verb":"use","thing":"__proto__"}',
    '{"session":"s","verb":"say","words":"","on":"lamp"}',
    `{"session":"s","verb":"say","words":"${'w'.repeat(501)}","on":"lamp"}`,
    '{"session":"s","verb":"say","words":5,"on":"lamp"}',
    '{"session":"s","verb":"play","more":1}',
    '[[[[[[[[',
  ])('a malformed action is none: %s', (json) => {
    expect(parseRequest(new TextEncoder().encode(json))).toBeNull()
  })

  it('words are kept well-formed', () => {
    const json = '{"session":"s","verb":"say","words":"a\\ud800","on":"lamp"}'
    const request = parseRequest(new TextEncoder().encode(json))
    expect(request?.action).toEqual({ verb: 'say', words: 'a\ufffd', on: lamp })
  })

  it('servers get no outcomes, and clients no actions', () => {
    expect(parseClientFrame(outcomeFrame(1, { ok: true, why: null }))).toBeNull()
    expect(parseServerFrame(actionFrame(1, { session: 's', action: { verb: 'play' } }))).toEqual({
      type: 'unknown',
    })
  })
})
