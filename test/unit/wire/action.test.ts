import { describe, expect, it } from 'vitest'
import { makeEvent } from '../../../shared/play/acts/act-event.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import {
  actionFrame,
  eventFrame,
  parseEvent,
  parseOutcome,
  type WireEvent,
} from '../../../shared/wire/frames/action-frames.ts'
import { outcomeFrame } from '../../../shared/wire/frames/outcome-frame.ts'
import { parseClientFrame, parseServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { parseRequest } from '../../../shared/wire/frames/action-request.ts'
import {
  parseAccountName,
  parseAddress,
  parseAnyAddress,
  parseArtifactId,
} from '../../../shared/world/address.ts'

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
  { verb: 'visit' },
  { verb: 'walk', to: { x: 4, y: -5 } },
  { verb: 'walk', to: { x: 4, y: 5 }, from: { x: 1, y: 2 } },
  { verb: 'walk', direction: 'left' },
  { verb: 'walk', direction: 'down', from: { x: 1, y: 2 } },
  { verb: 'halt' },
  { verb: 'halt', at: { x: 1, y: 2 } },
  { verb: 'turn', facing: 'up' },
  { verb: 'push', thing: lamp },
  { verb: 'pickUp', thing: lamp },
  { verb: 'enter', thing: lamp },
  { verb: 'putDown' },
  { verb: 'putDown', thing: lamp, at: { x: 1, y: 2 } },
  { verb: 'leave' },
  { verb: 'quit' },
  { verb: 'visit', back: true },
  { verb: 'visit', from: parseAnyAddress('ada@house.example/room')! },
  { verb: 'kneel' },
  { verb: 'stand' },
  { verb: 'stand', on: lamp },
  { verb: 'visit', on: lamp },
  { verb: 'say', words: 'hello' },
  { verb: 'shout', words: 'hello' },
  { verb: 'whisper', words: 'hello', to: lamp },
  {
    verb: 'listen',
    to: [
      { kind: 'on', event: 'push', role: 'observer' },
      { kind: 'before', event: 'use', role: 'object' },
    ],
  },
  { verb: 'listen', to: [] },
  { verb: 'answer', ask: 3, why: 'Not now.' },
  { verb: 'answer', ask: 4, why: null },
  { verb: 'reply', question: 'ab12', answer: 'Tea' },
  { verb: 'reply', question: 'ab12', answer: { sugar: 2, milk: true, note: 'hot' } },
  { verb: 'reply', question: 'ab12', answer: null },
]

describe('frames 103 to 105', () => {
  it.each(ACTIONS)('an action comes out as it went in: $verb', (action) => {
    const frame = parseClientFrame(actionFrame(7, { session: 'abc', action }))
    expect(frame).toMatchObject({ type: 'action', sequence: 7 })
    expect(frame?.type === 'action' && parseRequest(frame.bytes)).toEqual({ session: 'abc', action })
  })

  it('an outcome comes out as it went in', () => {
    const outcome = parseServerFrame(outcomeFrame(3, { ok: false, why: 'It is locked.' }))
    expect(outcome).toMatchObject({ type: 'outcome', sequence: 3 })
    expect(outcome?.type === 'outcome' && parseOutcome(outcome.json)).toEqual({
      ok: false,
      why: 'It is locked.',
    })
  })

  it('an outcome of an action that was done comes out with its number, however large that is', () => {
    for (const sequence of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, Number.MAX_SAFE_INTEGER]) {
      const outcome = parseServerFrame(outcomeFrame(sequence, { ok: true, why: null }))
      expect(outcome).toMatchObject({ type: 'outcome', sequence })
      expect(outcome?.type === 'outcome' && parseOutcome(outcome.json)).toEqual({ ok: true, why: null })
    }
  })

  const you = {
    type: 'you',
    body: lamp,
    account: parseAccountName('ada'),
    look: { sprite: 'person', color: '#112233' },
    at: parseAddress('ada/garden'),
    right: 'act',
  } as const
  const used = makeEvent('use', 5, { subject: lamp, object: lamp, person: 'Ada' })
  it.each<WireEvent>([
    { type: 'log', thing: lamp, lines: [{ at: 5, text: 'on' }] },
    { type: 'whisper', from: lamp, person: null, words: 'psst', at: 5 },
    { type: 'whisper', from: lamp, person: 'Ada', words: 'psst', at: 5 },
    you,
    { ...you, body: null, account: null, at: null, right: 'see' },
    { type: 'go', to: parseAnyAddress('ada@house.example/room') },
    { type: 'go', to: null },
    { type: 'personal', whole: true, values: [], questions: [], closed: ['ab12'] },
    {
      type: 'sounds',
      sounds: [
        { type: 'named', name: 'bell', volume: 100 },
        { type: 'tones', tones: [440, null], beat: 0.2, volume: 50 },
      ],
    },
    {
      type: 'personal',
      values: [
        { thing: lamp, name: '#score', value: '12' },
        { thing: lamp, name: 'sprite', value: null },
      ],
      questions: [
        { id: 'a', thing: lamp, words: 'Tea?', form: { type: 'choices', choices: ['Yes', 'No'] }, until: 5 },
        {
          id: 'b',
          thing: lamp,
          words: 'How?',
          form: { type: 'fields', fields: { a: 1, b: ['x'] } },
          until: 5,
        },
      ],
      closed: [],
    },
    { type: 'notice', words: 'house.example fell asleep.' },
    { type: 'happened', event: used },
    { type: 'asked', ask: 7, event: { ...used, event: 'pickUp' } },
  ])('an event comes out as it went in: $type', (told) => {
    const event = parseServerFrame(eventFrame(told))
    expect(event?.type === 'event' && parseEvent(event.json)).toEqual(told)
  })

  it.each([
    '{"type":"you"}',
    JSON.stringify({ ...you, look: { sprite: 'person', color: 'red' } }),
    JSON.stringify({ ...you, right: 'king' }),
    JSON.stringify({ ...you, body: 'limbo' }),
    '{"type":"whisper","from":"lamp","words":"x","at":1}',
    '{"type":"go"}',
    '{"type":"go","to":"Ada/room"}',
    '{"type":"go","to":"nowhere"}',
    `{"type":"notice","words":"${'w'.repeat(501)}"}`,
    '{"type":"fireworks"}',
    // No program hears by this that it woke, or that its timer beat.
    JSON.stringify({ type: 'happened', event: { ...used, event: 'wake' } }),
    JSON.stringify({ type: 'asked', ask: 1, event: { ...used, event: 'timer' } }),
    JSON.stringify({ type: 'asked', event: used }),
    JSON.stringify({ type: 'happened', event: { ...used, person: 'p'.repeat(41) } }),
  ])('an event that is malformed, or of a newer server, is none: %s', (json) => {
    expect(parseEvent(json)).toBeNull()
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
    '{"session":"s","verb":"visit","from":"nowhere"}',
    '{"session":"s","verb":"visit","back":false}',
    '{"session":"s","verb":"visit","from":"ADA@house.example/room"}',
    '{"session":"s","verb":"quit","from":"ada/room"}',
    '{"session":"s","verb":"use"}',
    '{"session":"s","verb":"use","thing":"limbo"}',
    '{"session":"s","verb":"use","thing":"__proto__"}',
    '{"session":"s","verb":"say","words":"","on":"lamp"}',
    `{"session":"s","verb":"say","words":"${'w'.repeat(501)}","on":"lamp"}`,
    '{"session":"s","verb":"say","words":5,"on":"lamp"}',
    '{"session":"s","verb":"play","more":1}',
    '{"session":"s","verb":"walk"}',
    '{"session":"s","verb":"walk","to":{"x":1}}',
    '{"session":"s","verb":"walk","to":{"x":1.5,"y":2}}',
    '{"session":"s","verb":"walk","to":{"x":1,"y":1e9}}',
    '{"session":"s","verb":"walk","to":{"x":1,"y":2},"direction":"up"}',
    '{"session":"s","verb":"walk","direction":"north"}',
    '{"session":"s","verb":"walk","direction":"up","from":{"x":1,"y":2,"z":3}}',
    '{"session":"s","verb":"halt","at":null}',
    '{"session":"s","verb":"turn"}',
    '{"session":"s","verb":"pickUp"}',
    '{"session":"s","verb":"whisper","words":"x"}',
    '{"session":"s","verb":"visit","who":{"body":"ada"}}',
    '{"session":"s","verb":"listen"}',
    '{"session":"s","verb":"listen","to":[{"kind":"on","event":"move","role":"subject"}]}',
    '{"session":"s","verb":"listen","to":[{"kind":"before","event":"use","role":"observer"}]}',
    '{"session":"s","verb":"listen","to":[{"kind":"before","event":"move","role":"subject"}]}',
    `{"session":"s","verb":"listen","to":[${Array(51).fill('{"kind":"on","event":"use","role":"object"}').join()}]}`,
    '{"session":"s","verb":"answer","ask":1}',
    '{"session":"s","verb":"answer","ask":1.5,"why":null}',
    '{"session":"s","verb":"answer","ask":1,"why":""}',
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
